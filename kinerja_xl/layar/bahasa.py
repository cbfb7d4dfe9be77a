"""click in Bahasa Indonesia: headings of the help pages and the messages for wrong usage."""

from __future__ import annotations

import click


class _Help(click.Command):
    """A command whose help page speaks Indonesian."""

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """The --help option, explained in Indonesian."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "Tampilkan petunjuk ini."
        return option

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the usage line."""
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix="Pemakaian: ")

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """The usage line's words with [OPSI] for [OPTIONS]."""
        pieces = super().collect_usage_pieces(ctx)
        return [p.replace("[OPTIONS]", "[OPSI]").replace("COMMAND [ARGS]...", "PERINTAH ...") for p in pieces]

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options."""
        records = [r for p in self.get_params(ctx) if (r := p.get_help_record(ctx)) is not None]
        if records:
            with formatter.section("Opsi"):
                formatter.write_dl(records)


class Perintah(_Help):
    """One verb."""


class Grup(_Help, click.Group):
    """The group of verbs."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options and the verbs."""
        super().format_options(ctx, formatter)
        rows = [(name, command.get_short_help_str(100)) for name, command in self.commands.items()]
        with formatter.section("Perintah"):
            formatter.write_dl(rows)


def usage_message(error: click.UsageError) -> str:
    """What is wrong with the words of a call, in Indonesian, and what to do."""
    where = error.ctx.command_path if error.ctx else "kinerja-xl"
    remedy = f"Lihat: {where} --help"
    match error:
        case click.NoSuchOption():
            return f"Opsi {error.option_name} tidak dikenal. {remedy}"
        case click.MissingParameter():
            nama = error.param.human_readable_name.upper() if error.param else ""
            return f"{nama} belum disebutkan. {remedy}"
        case click.BadParameter():
            nama = (
                (
                    error.param.opts[0]
                    if error.param.opts[0].startswith("-")
                    else error.param.human_readable_name.upper()
                )
                if error.param
                else ""
            )
            return f"Nilai untuk {nama} tidak dapat dipakai{_choices(error)}. {remedy}"
        case click.BadOptionUsage():
            return f"Opsi {error.option_name} dipakai tidak semestinya. {remedy}"
    text = error.message
    if text.startswith("No such command"):
        return f"Perintah {text.split(' ')[-1].rstrip('.')} tidak dikenal. {remedy}"
    if text.startswith("Got unexpected extra argument"):
        return f"Ada kata yang tidak dikenal{text[text.find('(') - 1 :] if '(' in text else ''}. {remedy}"
    return (
        f"{text} {remedy}"
        if not text.startswith(("Missing", "Got", "No such"))
        else f"Perintah tidak lengkap. {remedy}"
    )


def _choices(error: click.BadParameter) -> str:
    kind = error.param.type if error.param else None
    if isinstance(kind, click.Choice):
        return f"; pilihannya: {', '.join(map(str, kind.choices))}"
    if isinstance(kind, (click.IntRange, click.FloatRange)) and kind.min is not None and kind.max is not None:
        return f"; isi dengan angka {kind.min:g} sampai {kind.max:g}"
    return f": {error.message}" if error.message and error.message[:1].isupper() and "'" not in error.message else ""
