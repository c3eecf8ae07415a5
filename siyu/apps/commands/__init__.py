"""The commands of `siyu`, in modules by what they must load."""
