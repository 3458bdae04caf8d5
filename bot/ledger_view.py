"""Room: command line. How the proof of the ledger is printed."""

from collections.abc import Iterator

from storage import Proof


def lines(proof: Proof) -> Iterator[str]:
    """States first, then every broken promise with its ids."""
    yield f"updates   {_states(proof.updates)}"
    yield f"messages  {_states(proof.messages)}   repeated sends: {proof.repeated}"
    for finding in proof.findings:
        yield f"BROKEN: {finding.promise}: {', '.join(finding.ids)}"


def _states(states: dict[str, int]) -> str:
    return "  ".join(f"{state}={count}" for state, count in states.items()) or "none"
