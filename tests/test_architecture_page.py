"""docs/architecture.md and its picture say what config/baseline.yaml makes today."""

from xml.etree import ElementTree

from conftest import BASELINE, ROOT

from config.load import load
from review.synthesis import Synthesis
from review.terraform import Stacks
from tools.architecture_page import PAGE, PICTURE, page, picture


def made(stacks: Stacks) -> Synthesis:
    loaded = load(BASELINE)
    return Synthesis(stacks=stacks, config=loaded.config, plan=loaded.plan, root=ROOT)


def test_the_page_is_current(stacks: Stacks) -> None:
    assert PAGE.read_text(encoding="utf-8") == page(made(stacks)), "run `make generate`"


def test_the_picture_is_current_and_shows_every_subnet(stacks: Stacks) -> None:
    text = PICTURE.read_text(encoding="utf-8")
    assert text == picture(made(stacks)), "run `make generate`"
    shown = {element.text for element in ElementTree.fromstring(text).iter("{http://www.w3.org/2000/svg}text")}
    names = {subnet.name for part in (load(BASELINE).plan.region, load(BASELINE).plan.spoke) for subnet in part.subnets}
    assert names <= shown
