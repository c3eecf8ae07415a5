"""``python -m simulator --port P --data DIR [--seed N] [--host 127.0.0.1]``."""

import argparse
import gc
from pathlib import Path

import uvloop

from simulator.app import build_app
from simulator.kernel import Kernel
from simulator.lifeline import end_with_input
from simulator.server import listen, serve


def read_arguments(argv: list[str] | None = None) -> argparse.Namespace:
    """Parse the command line."""
    parser = argparse.ArgumentParser(prog="simulator", description="A pretend WeCom for tests and demos.")
    parser.add_argument("--port", type=int, default=0, help="0 = pick a free one (printed as JSON)")
    parser.add_argument("--data", type=Path, required=True, help="folder in which the state is kept")
    parser.add_argument("--seed", type=int, default=1, help="makes ids and chance reproducible")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--until-eof", action="store_true", help="end when standard input ends")
    return parser.parse_args(argv)


async def run(arguments: argparse.Namespace) -> None:
    """Run one simulator until it is told to stop."""
    listener = listen(arguments.host, arguments.port)
    host, port = listener.getsockname()[:2]
    kernel = Kernel(arguments.data, seed=arguments.seed, address=f"http://{host}:{port}")
    app = build_app(kernel)
    await kernel.start()
    await serve(app, listener, stop=kernel.stop)


def main() -> None:
    """Entry point."""
    # Hundreds of thousands of long-lived records: looking at all of them often would only cost time.
    gc.set_threshold(50_000, 20, 50)
    arguments = read_arguments()
    if arguments.until_eof:
        end_with_input()
    uvloop.run(run(arguments))


if __name__ == "__main__":
    main()
