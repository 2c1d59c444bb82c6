import shutil

import pytest

from tests.peakops import plan_case


@pytest.fixture(scope="session")
def written_case(tmp_path_factory):
    """The clean plan; copied, never changed."""
    return plan_case.write_plan_case(tmp_path_factory.mktemp("case") / "plan")


@pytest.fixture
def folder(written_case, tmp_path):
    """A copy of the clean plan to edit."""
    return shutil.copytree(written_case, tmp_path / "plan")
