"""A remark within the first kabupaten, and a question of an assessor to the second."""

from __future__ import annotations

from typing import Any

from smartprovince.assessment.models import Answer
from smartprovince.assessment.preparing.actions import write_remark

from .words import Things, fresh, secret

NODE = "GOV.PUB.1"


def preparing(world: Any, things: Things) -> None:
    for code in ("51", "52"):
        for name, region, who, audience, kind in (
            ("remark", f"{code}.01", f"region_coordinator:{code}.01", "own", "ulasan"),
            ("question", f"{code}.02", f"appointed:{code}", "both", "tanya"),
        ):
            part = {"round": things[f"round {code} open"], "region__code": region}
            answer = Answer.objects.get(
                node__code=NODE, **{f"participation__{field}": value for field, value in part.items()}
            )
            things[f"{name} {region}"] = write_remark(
                actor=fresh(world, who),
                answer=answer,
                audience=audience,
                text=f"Catatan {secret(kind, region)}",
                is_question=True,
            )
