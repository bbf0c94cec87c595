"""A hand that only touches what a person sees, and counts what it does."""

import time

from playwright.sync_api import Locator, Page

SWIPE_SHARE = 0.9  # of the screen: what one movement of a thumb brings up
MOST_SWIPES = 60
STILL_S = 0.25  # a page is left alone until it has stood still this long


class Hand:
    """One person's thumb on one page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.taps = 0
        self.swipes = 0
        self.began = time.monotonic()

    def __repr__(self) -> str:
        return f"{self.taps} taps, {self.swipes} swipes, {self.seconds:.1f} s"

    @property
    def seconds(self) -> float:
        """How long the hand has been at it."""
        return time.monotonic() - self.began

    def tap(self, target: Locator) -> None:
        """Tap the middle of *target* where it lies in sight; swipe until it does."""
        target.wait_for(state="visible")
        while not self._in_sight(target):
            self._swipe(target)
        x, y = self._middle(target)
        self.page.touchscreen.tap(x, y)
        self.taps += 1

    def _middle(self, target: Locator) -> tuple[float, float]:
        box = target.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 24, box
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def _screen(self) -> dict[str, int]:
        size = self.page.viewport_size
        assert size is not None
        return dict(size)

    def _in_sight(self, target: Locator) -> bool:
        x, y = self._middle(target)
        screen = self._screen()
        inside = 0 <= x < screen["width"] and 8 <= y < screen["height"] - 8
        return inside and self._is_on_top(target)

    def _is_on_top(self, target: Locator) -> bool:
        """Whether a tap on the middle of *target* meets it and nothing else."""
        x, y = self._middle(target)
        found: bool = target.evaluate(
            "(it, [x, y]) => { const top = document.elementFromPoint(x, y);"
            " return !!top && (it.contains(top) || top.contains(it)) }",
            [x, y],
        )
        return found

    def _swipe(self, target: Locator) -> None:
        _, y = self._middle(target)
        if 8 <= y < self._screen()["height"] - 100:
            self.page.wait_for_timeout(STILL_S * 1000)  # something still moves over it
            self.swipes += 1
            assert self.swipes < MOST_SWIPES, "something lies over it"
            return
        height = self._screen()["height"]
        step = height * SWIPE_SHARE * (1 if y > height / 2 else -1)
        self.page.mouse.move(self._screen()["width"] / 2, height / 2)
        before = self._middle(target)[1]
        self.page.mouse.wheel(0, step)
        self.page.wait_for_timeout(STILL_S * 1000)
        assert self._middle(target)[1] != before, "it can't be brought into sight"
        self.swipes += 1
        assert self.swipes < MOST_SWIPES, "too far down"
