"""What every screen of this program runs in: our themes, keyboard, way to paint, and end."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence

from rich.console import RenderableType
from textual import events
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.app import App
from textual.driver import Driver
from textual.filter import Monochrome, NoColor
from textual.screen import Screen

from backchannel.ui.terminal.columns import HeldUpdate
from backchannel.ui.terminal.driver import tolerant_driver
from backchannel.ui.terminal.larger import Block, EnlargedUpdate, Larger
from backchannel.ui.terminal.screens import RowScreen
from backchannel.ui.terminal.shown import Shown, whole
from backchannel.ui.themes import OURS, drawn_in, grounds


class Program(App[None], inherit_bindings=False):
    """Runs a screen. `background` jobs run beside it and end with it.

    Textual's own keys are left out: one of them quits at once, from anywhere. `theme` is one of
    ours or of Textual's; in the place of an unknown one, as after another version, is the `usual`.
    The terminal is asked for larger letters where `has_large_type`.
    """

    TITLE = "backchannel"
    ENABLE_COMMAND_PALETTE = False  # Textual's; ours finds what is meant before Enter does it

    def __init__(
        self,
        theme: str,
        usual: str = "",
        background: Iterable[Callable[[], Awaitable[None]]] = (),
        *,
        has_large_type: bool = False,
    ) -> None:
        self._first_style = -1
        self.larger = Larger(is_wanted=has_large_type)
        super().__init__(driver_class=tolerant_driver())
        self._disable_notifications = self._disable_tooltips = True  # two widgets in every screen
        self._background = tuple(background)
        for ours in OURS:
            self.register_theme(ours)
        asked = theme if theme in self.available_themes else usual
        self.theme = drawn_in(asked, self.console.color_system)
        self.stylesheet.set_variables(super().get_css_variables())
        self._first_style = self._css_update_count
        self.animation_level = "none"
        self._shown = Shown()

    def get_css_variables(self) -> dict[str, str]:
        """The colours of the theme; none while Textual makes us, which does not know it yet."""
        return super().get_css_variables() if self._first_style >= 0 else {}

    def refresh_css(self, animate: bool = True) -> None:
        """Style everything anew, but not in the theme in which all of it is styled at first.

        Textual does it for every theme that it is told of, and reads all style sheets again.
        """
        if self._css_update_count != self._first_style:
            super().refresh_css(animate)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """What our style sheets name and other themes do not know."""
        return grounds(self.current_theme)

    def watch_theme(self, before: str, now: str) -> None:
        """Without colours the terminal's own stay its own, and any others become greys."""
        if self.no_color:
            kept = [each for each in self._filters if not isinstance(each, NoColor | Monochrome)]
            self._filters = [*kept, NoColor() if self.native_ansi_color else Monochrome()]

    def on_mount(self) -> None:
        """Start what runs beside the screen; an error there must not close it."""
        for job in self._background:
            self.run_worker(job(), exit_on_error=False)

    async def on_event(self, event: events.Event) -> None:
        """Paint all where the terminal has another size, or was somebody else's meanwhile.

        Larger letters are used once it has answered that it has them.
        """
        if isinstance(event, events.Resize):
            self._forget()
        if isinstance(event, Driver.SignalResume):
            self.action_redraw()
        if isinstance(event, events.CursorPosition) and self.larger.heard(event.x, event.y):
            for screen in self.screen_stack:
                if isinstance(screen, RowScreen):
                    screen.enlarge()
        await super().on_event(event)

    def action_redraw(self) -> None:
        """Paint everything anew: what is remembered of the terminal is no longer true."""
        self._forget()
        self.screen.refresh()

    def _forget(self) -> None:
        self._shown.forget()
        self.larger.forget()

    async def close_down(self) -> None:
        """End from outside, as the screen's own key does."""
        self.exit()

    @property
    def fault(self) -> Exception | None:
        """What ended the program, when it did not end by the user's hand."""
        return self._exception

    def _fatal_error(self) -> None:
        """End without Textual's traceback: it shows local variables, so posts and tokens.

        Whoever ran us finds the error in `fault`.
        """
        self.bell()
        self._close_messages_no_wait()

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        """Paint what is not there yet, so that no letter can move what stands beside it."""
        if isinstance(renderable, LayoutUpdate | ChopsUpdate) and not self._batch_count:
            renderable = self._news(screen, renderable)
        super()._display(screen, renderable)

    def _news(
        self, screen: Screen[object], update: LayoutUpdate | ChopsUpdate
    ) -> HeldUpdate | EnlargedUpdate | None:
        compositor = screen._compositor  # noqa: SLF001  # painted it
        wanted, pieces = enlarged_on(screen), self._shown.news(update)
        rows: Collection[int] = ()
        if wanted or self.larger.stands():
            painted = {piece.y for piece in pieces}
            rows = self.larger.disturbed(wanted, painted, compositor.size.height)
            others = (piece for piece in pieces if piece.y not in rows)
            pieces = [*others, *self._shown.renewed(whole(compositor, rows))]
        if not pieces and self._previous_cursor_position == self.cursor_position:
            return None
        under = HeldUpdate(pieces, compositor)
        return self.larger.over(under, wanted, is_whole=True) if rows else under


def enlarged_on(screen: Screen[object]) -> Sequence[Block]:
    """What a screen shows in larger letters."""
    return screen.enlarged() if isinstance(screen, RowScreen) else ()
