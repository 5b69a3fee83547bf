"""``memory``: what hub and kiosk hold after some tickets, each with its share of the pages that processes share."""

from hub.bench.result import Result
from hub.bench.rig import pss_mib
from hub.bench.ticket import TICKETS, touched

HUB_MIB = 200
KIOSK_MIB = 250


def run() -> Result:
    """Print tickets, then look; about two minutes."""
    result = Result("memory")
    with touched(TICKETS) as (rig, kiosk):
        assert rig.hub is not None, "the hall runs"
        hub_mib, kiosk_mib = pss_mib(rig.hub.process.pid), pss_mib(kiosk.process.pid)
    result.figures = {"tickets": float(TICKETS), "hub_pss_mib": hub_mib, "kiosk_pss_mib": kiosk_mib}
    result.at_most("hub_pss_mib", HUB_MIB, hub_mib)
    result.at_most("kiosk_pss_mib", KIOSK_MIB, kiosk_mib)
    return result
