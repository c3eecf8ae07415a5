"""The WeCom server API as a company's own programs see it."""
