from tests.movement.conftest import *
from smartprovince.movement import queries
from django.db import connection
from django.test.utils import CaptureQueriesContext
def test_x(register,bali):
    bali.grants
    with CaptureQueriesContext(connection) as c: queries.register_of("51", date(2024,12,31), person=bali)
    for q in c.captured_queries: print(q["sql"][:300])
    assert 0
