"""`make bench`: run the measurements whose names begin with the given prefix."""

import argparse
import asyncio
import sys
import time

from bench import console, loop  # noqa: F401  # fill the registry
from bench.figures import MEASURES, Figure
from bench.report import machine, save


def main() -> int:
    """Run, print, save; 1 when no measurement has the prefix."""
    parser = argparse.ArgumentParser(prog="bench")
    parser.add_argument("--only", default="", help="prefix of the names to run")
    chosen = {name: run for name, run in MEASURES.items() if name.startswith(parser.parse_args().only)}
    if not chosen:
        print(f"no measurement begins so; there are: {', '.join(sorted(MEASURES))}", file=sys.stderr)
        return 1
    print(machine())
    figures: list[Figure] = []
    for name, run in chosen.items():
        began = time.perf_counter()
        found = asyncio.run(run())
        figures += found
        for figure in found:
            ratio = f"  ratio {figure.ratio:.3g} to {figure.floor_name}" if figure.ratio else ""
            print(f"{figure.name}: {figure.value:,.4g} {figure.unit}{ratio}")
        print(f"  ({name} took {time.perf_counter() - began:.0f} s)")
    save(figures)
    return 0


if __name__ == "__main__":
    sys.exit(main())
