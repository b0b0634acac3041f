"""Reads CloudTrail, Athena and IAM's last-accessed report of the Sandbox with boto3; prints "ok", or fails at the first difference."""
import datetime
import json
import time

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

ONCE = Config(retries={"total_max_attempts": 1, "mode": "standard"})


def expect(code, status, call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        assert error.response["Error"]["Code"] == code, error
        assert error.response["ResponseMetadata"]["HTTPStatusCode"] == status, error
        return error.response["Error"]["Message"]
    raise AssertionError(f"{code} was expected")


trail = boto3.client("cloudtrail", region_name="us-east-1")
other = boto3.client("cloudtrail", region_name="eu-west-1")

# Trails, and their shadows in other regions.
assert [t["Name"] for t in trail.describe_trails()["trailList"]] == ["whole", "selected"]
assert [t["Name"] for t in other.describe_trails()["trailList"]] == ["whole"]
assert other.describe_trails(includeShadowTrails=False)["trailList"] == []
described = trail.get_trail(Name="whole")["Trail"]
assert described["TrailARN"] == "arn:aws:cloudtrail:us-east-1:123456789012:trail/whole", described
assert described["S3BucketName"] == "logs" and described["IsMultiRegionTrail"] and not described["IsOrganizationTrail"]
assert other.get_trail(Name=described["TrailARN"])["Trail"] == described
assert trail.get_trail_status(Name="whole")["IsLogging"]
basic = trail.get_event_selectors(TrailName="whole")
assert basic["EventSelectors"][0]["DataResources"] == [{"Type": "AWS::S3::Object", "Values": ["arn:aws:s3"]}], basic
advanced = trail.get_event_selectors(TrailName="selected")["AdvancedEventSelectors"]
assert advanced[1]["FieldSelectors"][1] == {"Field": "resources.type", "Equals": ["AWS::DynamoDB::Table"]}, advanced
expect("TrailNotFoundException", 400, trail.get_trail, Name="nothing")
expect("TrailNotFoundException", 400, trail.get_event_selectors, TrailName="nothing")

# The event history: newest first, each event once, one attribute, this region only.
pages = list(trail.get_paginator("lookup_events").paginate())
assert [len(page["Events"]) for page in pages] == [50, 50, 20], pages
events = [e for page in pages for e in page["Events"]]
assert len({e["EventId"] for e in events}) == 120
assert [e["EventTime"] for e in events] == sorted((e["EventTime"] for e in events), reverse=True)
record = json.loads(events[0]["CloudTrailEvent"])
assert record["eventID"] == events[0]["EventId"] and events[0]["ReadOnly"] == "true" and record["awsRegion"] == "us-east-1"
assert other.lookup_events()["Events"] == []


def count(key, value):
    found = trail.get_paginator("lookup_events").paginate(LookupAttributes=[{"AttributeKey": key, "AttributeValue": value}])
    return sum(len(page["Events"]) for page in found)


assert count("Username", "orders-intake") == 60 and count("Username", "other") == 60 and count("Username", "nobody") == 0
assert count("EventName", "GetSecretValue") == 120 and count("EventSource", "secretsmanager.amazonaws.com") == 120
assert count("EventId", events[7]["EventId"]) == 1 and count("ReadOnly", "false") == 0
assert count("ResourceName", "arn:aws:secretsmanager:us-east-1:123456789012:secret:db-AbCdEf") == 120
edge = events[30]["EventTime"]
found = trail.lookup_events(StartTime=edge, EndTime=edge)["Events"]
assert [e["EventId"] for e in found] == [events[30]["EventId"]], found
assert len(trail.lookup_events(MaxResults=7)["Events"]) == 7
expect("InvalidLookupAttributesException", 400, trail.lookup_events, LookupAttributes=[
    {"AttributeKey": "Username", "AttributeValue": "a"}, {"AttributeKey": "EventName", "AttributeValue": "b"}])
expect("InvalidTimeRangeException", 400, trail.lookup_events, StartTime=edge, EndTime=edge - datetime.timedelta(seconds=1))
token = trail.lookup_events()["NextToken"]
expect("InvalidNextTokenException", 400, trail.lookup_events, NextToken=token, StartTime=edge)
expect("InvalidNextTokenException", 400, trail.lookup_events, NextToken="nonsense")

# Athena: started once, polled, paged with the header in the first page only.
athena = boto3.client("athena", region_name="us-east-1")
expect("InvalidRequestException", 400, athena.start_query_execution, QueryString="SELECT 1")
location = {"OutputLocation": "s3://logs/athena/"}
arguments = {"QueryString": "rows 2500", "ResultConfiguration": location, "ClientRequestToken": "t" * 32,
             "QueryExecutionContext": {"Catalog": "AwsDataCatalog", "Database": "default"}}
query = athena.start_query_execution(**arguments)["QueryExecutionId"]
assert athena.start_query_execution(**arguments)["QueryExecutionId"] == query
expect("InvalidRequestException", 400, athena.get_query_results, QueryExecutionId=query)
states = []
while True:
    execution = athena.get_query_execution(QueryExecutionId=query)["QueryExecution"]
    states.append(execution["Status"]["State"])
    if states[-1] not in ("QUEUED", "RUNNING"):
        break
    time.sleep(0.05)
assert states[:2] == ["QUEUED", "RUNNING"] and states[-1] == "SUCCEEDED", states
assert execution["Statistics"]["DataScannedInBytes"] == 12345 and execution["Query"] == "rows 2500"
assert execution["ResultConfiguration"]["OutputLocation"] == f"s3://logs/athena/{query}.csv"
pages = list(athena.get_paginator("get_query_results").paginate(QueryExecutionId=query))
assert [len(page["ResultSet"]["Rows"]) for page in pages] == [1000, 1000, 501]
assert pages[0]["ResultSet"]["Rows"][0]["Data"] == [{"VarCharValue": "number"}, {"VarCharValue": "nothing"}]
assert pages[0]["ResultSet"]["Rows"][1]["Data"] == [{"VarCharValue": "0"}, {}], pages[0]["ResultSet"]["Rows"][1]
assert pages[2]["ResultSet"]["Rows"][-1]["Data"][0]["VarCharValue"] == "2499"
assert [c["Type"] for c in pages[0]["ResultSet"]["ResultSetMetadata"]["ColumnInfo"]] == ["bigint", "varchar"]


def ended(text):
    started = athena.start_query_execution(QueryString=text, ResultConfiguration=location)["QueryExecutionId"]
    if text == "forever":
        athena.stop_query_execution(QueryExecutionId=started)
    while True:
        status = athena.get_query_execution(QueryExecutionId=started)["QueryExecution"]["Status"]
        if status["State"] not in ("QUEUED", "RUNNING"):
            return status
        time.sleep(0.05)


failed = ended("wrong")
assert failed["State"] == "FAILED" and failed["StateChangeReason"].startswith("SYNTAX_ERROR"), failed
assert ended("forever")["State"] == "CANCELLED"
table = athena.get_table_metadata(CatalogName="AwsDataCatalog", DatabaseName="default", TableName="Cloudtrail")["TableMetadata"]
assert table["Name"] == "cloudtrail" and table["Columns"][0] == {"Name": "eventversion", "Type": "string"}, table
expect("MetadataException", 400, athena.get_table_metadata, CatalogName="AwsDataCatalog", DatabaseName="default", TableName="x")
assert athena.get_work_group(WorkGroup="primary")["WorkGroup"]["State"] == "ENABLED"
expect("InvalidRequestException", 400, athena.get_work_group, WorkGroup="nothing")

# IAM's report on a role.
iam = boto3.client("iam", region_name="us-east-1")
arn = "arn:aws:iam::123456789012:role/orders/order-events-role"
expect("NoSuchEntity", 404, iam.generate_service_last_accessed_details, Arn=arn + "x")
for granularity in ("SERVICE_LEVEL", "ACTION_LEVEL"):
    job = iam.generate_service_last_accessed_details(Arn=arn, Granularity=granularity)["JobId"]
    first = iam.get_service_last_accessed_details(JobId=job)
    assert first["JobStatus"] == "IN_PROGRESS" and first["ServicesLastAccessed"] == [], first
    services, marker = [], {}
    while True:
        page = iam.get_service_last_accessed_details(JobId=job, MaxItems=1, **marker)
        assert page["JobStatus"] == "COMPLETED" and page["JobType"] == granularity, page
        services += page["ServicesLastAccessed"]
        if not page["IsTruncated"]:
            break
        marker = {"Marker": page["Marker"]}
    assert [s["ServiceNamespace"] for s in services] == ["dynamodb", "logs"], services
    assert services[0]["LastAuthenticatedRegion"] == "eu-west-1" and "LastAuthenticated" not in services[1], services
    tracked = services[0].get("TrackedActionsLastAccessed", [])
    assert [a["ActionName"] for a in tracked] == (["GetItem", "PutItem"] if granularity == "ACTION_LEVEL" else []), tracked
expect("NoSuchEntity", 404, iam.get_service_last_accessed_details, JobId="0" * 36)
print(json.dumps("ok"))
