"""Addresses from which callbacks come and at which the API answers."""

from simulator.wecom.call import ANY_KIND, Answer, Area, Call

area = Area()
LOOPBACK = ["127.0.0.1"]


@area.get("getcallbackip", ANY_KIND)
def list_callback_addresses(call: Call) -> Answer:
    """Where callbacks come from: this machine."""
    return {"ip_list": LOOPBACK}


@area.get("get_api_domain_ip", ANY_KIND)
def list_api_addresses(call: Call) -> Answer:
    """Where the API answers: this machine."""
    return {"ip_list": LOOPBACK}
