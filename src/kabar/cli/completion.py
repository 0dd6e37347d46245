"""`kabar completion`: let the shell complete commands and options."""

import click
from click.shell_completion import get_completion_class


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print the completion script of a shell.

    \b
    bash: kabar completion bash >> ~/.bashrc
    zsh:  kabar completion zsh > "${fpath[1]}/_kabar"
    fish: kabar completion fish > ~/.config/fish/completions/kabar.fish
    """
    found = get_completion_class(shell)
    assert found is not None
    click.echo(found(ctx.find_root().command, {}, "kabar", "_KABAR_COMPLETE").source())
