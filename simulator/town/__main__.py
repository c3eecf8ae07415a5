"""``python -m simulator.town --simulator URL --corp ID --states a,b [--shop URL --shop-secret S] …``."""

import argparse
import asyncio
import json
import signal
import sys

import httpx

from simulator.lifeline import end_with_input
from simulator.shop import ShopSender
from simulator.town.acts import Hands
from simulator.town.run import Town


def read_arguments(argv: list[str] | None = None) -> argparse.Namespace:
    """Parse the command line."""
    parser = argparse.ArgumentParser(prog="simulator.town", description="Customers and staff who live.")
    parser.add_argument("--simulator", required=True, help="address of the simulator")
    parser.add_argument("--corp", required=True, help="the company's id")
    parser.add_argument("--states", required=True, help="states of the live codes people scan, comma separated")
    parser.add_argument("--shop", default="", help="address that takes the shop's events")
    parser.add_argument("--shop-secret", default="", help="the secret that signs them")
    parser.add_argument("--customers", type=int, default=200)
    parser.add_argument("--days", type=float, default=1.0)
    parser.add_argument("--speed", type=float, default=60.0, help="1 … 10000 seconds of the town in a second")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--no-confirm", action="store_true", help="staff leave mass sends unconfirmed")
    parser.add_argument("--until-eof", action="store_true", help="end when standard input ends")
    return parser.parse_args(argv)


async def run(arguments: argparse.Namespace) -> dict[str, int]:
    """Live through the town's days; how often each thing was done."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with httpx.AsyncClient(timeout=30, trust_env=False) as http:
        shop = ShopSender(arguments.shop, arguments.shop_secret, http) if arguments.shop else None
        hands = Hands(arguments.simulator, arguments.corp, http, shop)
        town = Town(
            hands,
            arguments.states.split(","),
            arguments.customers,
            seed=arguments.seed,
            days=arguments.days,
            speed=arguments.speed,
            confirming=not arguments.no_confirm,
        )
        await town.live(stop)
    return dict(hands.done)


def main() -> None:
    """Entry point; prints what was done as one line of JSON."""
    arguments = read_arguments()
    if arguments.until_eof:
        end_with_input()
    done = asyncio.run(run(arguments))
    sys.stdout.write(json.dumps(done, ensure_ascii=False, sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
