"""`smartprovince demo | serve | worker | migrate | load | export | audit`: what people who run an installation type."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

DEMO_TODAY = "2022-11-07"


def main(arguments: list[str] | None = None) -> int:
    parser = build_parser()
    chosen = parser.parse_args(arguments)
    if chosen.command == "demo":
        os.environ.setdefault("SMARTPROVINCE_DEMO", "1")
        os.environ.setdefault("SMARTPROVINCE_TODAY", DEMO_TODAY)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "smartprovince.config.settings")
    import django

    django.setup()
    from smartprovince.core.errors import ActionError

    try:
        return chosen.run(chosen) or 0
    except ActionError as error:
        print(f"smartprovince: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="smartprovince", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)

    demo = commands.add_parser(
        "demo", help="the worked example: Bali, from the register to the masterplan, then the site"
    )
    demo.add_argument("--no-serve", action="store_true", help="stop after the files in out/bali/ are written")
    demo.add_argument("--port", type=int, default=8000)
    demo.add_argument("--out", type=Path, default=Path("out/bali"))
    demo.set_defaults(run=run_demo)

    serve_command = commands.add_parser("serve", help="serve the site")
    serve_command.add_argument("--host", default="127.0.0.1")
    serve_command.add_argument("--port", type=int, default=8000)
    serve_command.add_argument("--workers", type=int, default=1)
    serve_command.set_defaults(run=run_serve)

    worker = commands.add_parser("worker", help="seal the trail, deliver, send mail, run jobs")
    worker.add_argument("--beside", type=int, help="end when this process, the one that started it, has ended")
    worker.add_argument("--once", action="store_true", help="one round, then stop")
    worker.set_defaults(run=run_worker)

    migrate = commands.add_parser("migrate", help="create or upgrade the tables")
    migrate.set_defaults(run=run_migrate)

    load = commands.add_parser("load", help="load reference data")
    load.add_argument("what", choices=["reference", "boundaries", "derived"])
    load.add_argument("file", nargs="?", type=Path, help="GeoJSON for boundaries; a province code for derived")
    load.add_argument("--source", default="", help="who published the file, and when")
    load.set_defaults(run=run_load)

    export = commands.add_parser("export", help="write a province's register as a spreadsheet")
    export.add_argument("what", choices=["register"])
    export.add_argument("province", help="code, for example 51")
    export.add_argument("file", type=Path)
    export.set_defaults(run=run_export)

    audit = commands.add_parser("audit", help="check the trail")
    audit.add_argument("what", choices=["verify", "seal", "erase"])
    audit.add_argument("object", nargs="*", help="for erase: type and key, for example organisations.person 12")
    audit.set_defaults(run=run_audit)

    person = commands.add_parser("invite", help="the first administrator of an installation: prints a one-time link")
    person.add_argument("email")
    person.add_argument("name")
    person.add_argument("--province", required=True, help="code, for example 51")
    person.set_defaults(run=run_invite)
    return parser


# --- commands --------------------------------------------------------------------------------------------------------


def run_demo(chosen: argparse.Namespace) -> int:
    from smartprovince.demo.walk import print_sign_ins, walk

    started = time.perf_counter()
    run_migrate(chosen)
    walk(chosen.out, started=started)
    if chosen.no_serve:
        return 0
    print_sign_ins(chosen.port)
    chosen.host, chosen.workers = "127.0.0.1", 1
    return run_serve(chosen)


def run_serve(chosen: argparse.Namespace) -> int:
    """Granian serves; in the demo a worker runs beside it, as a process of its own.

    Granian forks its workers: a thread or an open connection of ours would be carried into them half alive.
    """
    from django.db import connections
    from granian import Granian
    from granian.constants import Interfaces

    connections.close_all()
    worker = start_worker() if os.environ.get("SMARTPROVINCE_DEMO") == "1" else None
    print(f"Serving on http://localhost:{chosen.port} (stop with Ctrl+C)", flush=True)
    try:
        Granian(
            "smartprovince.config.wsgi:application",
            address=chosen.host,
            port=chosen.port,
            interface=Interfaces.WSGI,
            workers=chosen.workers,
            blocking_threads=4,
            log_enabled=False,
        ).serve()
    finally:
        if worker is not None:
            worker.terminate()
    return 0


def start_worker() -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "smartprovince", "worker", "--beside", str(os.getpid())])


def run_queued() -> int:
    """Do the jobs that wait, one after the other. Returns how many."""
    from smartprovince.core import jobs
    from smartprovince.core.models import Job

    done = 0
    for key in Job.objects.filter(state=Job.State.QUEUED).order_by("created_at").values_list("pk", flat=True)[:20]:
        done += jobs.run(str(key)) is not None
    return done


def run_worker(chosen: argparse.Namespace) -> int:
    from smartprovince.core import jobs

    if chosen.once:
        print(json.dumps({"jobs": run_queued()} | jobs.tick()))
        return 0
    while chosen.beside is None or os.getppid() == chosen.beside:
        run_queued()
        jobs.tick()
        time.sleep(5)
    return 0


def run_migrate(chosen: argparse.Namespace) -> int:
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    return 0


def run_load(chosen: argparse.Namespace) -> int:
    from smartprovince.core.access import SystemActor
    from smartprovince.core.errors import Invalid

    actor = SystemActor("smartprovince load")
    if chosen.what == "reference":
        from smartprovince.demo.reference import load_reference

        for name, seconds in load_reference(actor).items():
            print(f"{name:<34} {seconds:6.1f} s")
        return 0
    if chosen.what == "derived":
        return derive(actor, str(chosen.file))
    from smartprovince.territory import actions

    if chosen.file is None or not chosen.file.exists():
        raise Invalid("name a GeoJSON file that exists: smartprovince load boundaries FILE.geojson")
    try:
        geojson: Any = json.loads(chosen.file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise Invalid(f"{chosen.file} is not JSON: {error}") from error
    source = chosen.source or f"official file {chosen.file.name}"
    saved = actions.load_boundaries(actor=actor, geojson=geojson, source=source)
    print(f"{len(saved)} shapes replaced")
    return 0


def derive(actor: Any, code: str) -> int:
    """Indicative shapes for the maps of a province, until official ones are loaded."""
    from smartprovince.core.errors import Invalid
    from smartprovince.demo.reference import derive_boundaries
    from smartprovince.territory.models import Region

    province = Region.objects.filter(code=code, level=Region.Level.PROVINCE).first()
    if province is None:
        raise Invalid(f"no province {code!r}; use a code such as 51")
    print(f"{derive_boundaries(actor, province)} indicative shapes")
    return 0


def run_export(chosen: argparse.Namespace) -> int:
    from smartprovince.core.access import SystemActor
    from smartprovince.demo.walk import register_workbook

    content = register_workbook(chosen.province, SystemActor("smartprovince export"))
    chosen.file.write_bytes(content)
    print(f"{chosen.file}: {len(content):,} bytes")
    return 0


def run_audit(chosen: argparse.Namespace) -> int:
    from smartprovince.core import audit

    if chosen.what == "seal":
        print(f"{audit.seal()} rows sealed")
        return 0
    if chosen.what == "erase":
        return erase(*chosen.object)
    found = audit.verify()
    print(f"{found.sealed} rows sealed and checked, {found.unsealed} not sealed yet")
    for fault in found.faults:
        print(f"FAULT: {fault}")
    return 0 if found.whole else 1


def erase(object_type: str = "", key: str = "") -> int:
    """Erase personal and free text of one object from the trail (UU 27/2022); the chain stays whole."""
    from smartprovince.core import audit
    from smartprovince.core.errors import Invalid
    from smartprovince.core.models import AuditEntry

    if not object_type or not key:
        raise Invalid("name what to erase: smartprovince audit erase organisations.person 12")
    entries = AuditEntry.objects.filter(object_type=object_type, object_id=key)
    print(f"{audit.erase_texts(entries)} texts erased; the chain is {'whole' if audit.verify().whole else 'BROKEN'}")
    return 0


def run_invite(chosen: argparse.Namespace) -> int:
    """Set up the province's government if need be, and invite its first administrator."""
    from smartprovince.core.access import SystemActor
    from smartprovince.core.errors import Invalid
    from smartprovince.organisations import actions
    from smartprovince.territory.models import Region

    actor = SystemActor("smartprovince invite")
    region = Region.objects.filter(code=chosen.province, level=Region.Level.PROVINCE).first()
    if region is None:
        raise Invalid(
            f"no province {chosen.province!r}; run `smartprovince load reference` first, then use a code such as 51"
        )
    invited = actions.invite_first(actor=actor, region=region, email=chosen.email, name=chosen.name)
    print(f"One-time link for {chosen.name}: /masuk/undangan/{invited.token}/")
    return 0


if __name__ == "__main__":
    sys.exit(main())
