"""Runs each line of standard input with the AWS CLI, in one process; prints the exit codes."""
import os
import shlex
import sys

from awscli.clidriver import create_clidriver

for line in sys.stdin:
    words = shlex.split(line)
    assert words[0] == "aws"
    print(create_clidriver().main(["--endpoint-url", os.environ["AWS_ENDPOINT_URL"], *words[1:]]), file=sys.stderr)
