"""`make demo`: a running product with its simulator and a town that lives; ctrl-C stops everything.

Folder and ports can be chosen, so that two copies run side by side:
`DEMO_DIR=/tmp/two DEMO_PORT=8700 make demo`.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import httpx

from demo.past import remember
from demo.processes import Stack, StartFailed, free_port
from demo.world import ADMIN, CORP, PASSWORD, PEOPLE, Api, ApiRefused, cards, open_accounts, open_phone_shop, set_up

DEFAULT_FOLDER, DEFAULT_PORT = "var/demo", "8600"
TOWN_CUSTOMERS, TOWN_DAYS, TOWN_SPEED = 400, 30, 600


def main() -> int:
    """Start, set up once, let the town live, wait for ctrl-C."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    folder = Path(os.environ.get("DEMO_DIR", DEFAULT_FOLDER)).resolve()
    port = int(os.environ.get("DEMO_PORT", DEFAULT_PORT))
    outside = free_port(port + 1)
    shown = {"SIYU_DEMO_CARDS": cards(), "SIYU_PHONES_URL": f"http://127.0.0.1:{outside}/phones"}
    stack = Stack(folder, web_port=port, simulator_port=outside, settings=shown)
    town, began = None, time.monotonic()
    try:
        print(f"Siyu demo in {folder}", flush=True)
        stack.start(lambda line: print(f"  {line}", flush=True))
        town = _live(stack)
        _say_where(stack, time.monotonic() - began)
        while not stop.wait(0.5) and stack.product is not None and stack.product.is_alive():
            continue
    except (StartFailed, ApiRefused, httpx.TransportError) as error:
        print(f"The demo could not be started: {error}", file=sys.stderr)
        return 1
    finally:
        print("stopping", flush=True)
        if town is not None:
            town.terminate()
            town.communicate(timeout=20)
        stack.stop()
    return 0


def _live(stack: Stack) -> subprocess.Popen[bytes]:
    """Set the world up on the first start; afterwards only tell the product the simulator's address."""
    print("  setting up the demo company", flush=True)
    api = Api(stack.product_url)
    is_first = False
    try:
        api.sign_in(ADMIN, PASSWORD)
    except ApiRefused:  # nobody has an account yet
        is_first = True
        open_accounts(stack)
        api.sign_in(ADMIN, PASSWORD)
    world = set_up(stack, api)
    shop_url = f"{stack.product_url}/connectors/shop/demo-mall"
    open_phone_shop(stack, shop_url, world.shop_secret)
    if is_first:
        print("  remembering the last weeks of the town", flush=True)
        remember(stack, api, world, shop_url)
    command = [
        *(sys.executable, "-m", "simulator.town", "--simulator", stack.simulator_url, "--corp", CORP),
        *("--states", ",".join(world.states), "--customers", str(TOWN_CUSTOMERS)),
        *("--shop", shop_url, "--shop-secret", world.shop_secret),
        *("--days", str(TOWN_DAYS), "--speed", str(TOWN_SPEED), "--seed", str(stack.seed), "--until-eof"),
    ]
    log = (stack.folder / "town.log").open("ab")
    with log:
        return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=log, stderr=log, start_new_session=True)


def _say_where(stack: Stack, seconds: float) -> None:
    logins = "、".join(f"{login}（{role}）" for login, role in PEOPLE)
    print(
        f"""
Siyu 已就绪 · ready after {seconds:.0f} s
  控制台 · console       {stack.product_url}
  接口文档 · API         {stack.product_url}/docs
  模拟器 · simulator     {stack.simulator_url}
  两部手机 · two phones  {stack.simulator_url}/phones
  演示账户 · sign-ins    {logins}
  密码 · password        {PASSWORD}
  日志 · logs            {stack.folder}
小镇里的 {TOWN_CUSTOMERS} 位客户正在陆续到来；按 Ctrl-C 停止全部。
{TOWN_CUSTOMERS} customers of the town are arriving; Ctrl-C stops everything.
""",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main())
