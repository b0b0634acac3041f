using System.Text.Json.Nodes;

namespace LambdaRoleAudit.Sandbox.Workloads;

/// <summary>
/// The table of a trail's bucket in Athena (Athena user guide, "Create the table for CloudTrail logs in Athena using partition
/// projection"). The documented table has no <c>inscopeof</c> in <c>useridentity</c>.
/// </summary>
public static class TrailTable
{
    private const string Session =
        "struct<attributes:struct<mfaauthenticated:string,creationdate:string>,sessionissuer:struct<type:string,principalid:string,"
        + "arn:string,accountid:string,username:string>,ec2roledelivery:string,webidfederationdata:struct<federatedprovider:string,"
        + "attributes:map<string,string>>>";

    private const string Scope = ",inscopeof:struct<issuertype:string,credentialsissuedto:string>";

    private static readonly string[] Texts =
    [
        "eventtime", "eventsource", "eventname", "awsregion", "sourceipaddress", "useragent", "errorcode", "errormessage",
        "requestparameters", "responseelements", "additionaleventdata", "requestid", "eventid", "readonly",
    ];

    private static readonly string[] MoreTexts =
    [
        "eventtype", "apiversion", "recipientaccountid", "serviceeventdetails", "sharedeventid", "vpcendpointid",
    ];

    /// <summary>Returns the table's metadata, as GetTableMetadata has it.</summary>
    /// <param name="name">The table's name, in lower case.</param>
    /// <param name="location">The S3 location up to and with <c>CloudTrail/</c>.</param>
    /// <param name="withScope">True for a table whose owner added <c>inscopeof</c>.</param>
    public static JsonObject Describe(string name, string location, bool withScope) => new()
    {
        ["Name"] = name,
        ["TableType"] = "EXTERNAL_TABLE",
        ["Columns"] = new JsonArray(
        [
            Column("eventversion", "string"),
            Column(
                "useridentity",
                "struct<type:string,principalid:string,arn:string,accountid:string,invokedby:string,accesskeyid:string,username:string,"
                + $"sessioncontext:{Session}{(withScope ? Scope : "")}>"),
            .. Texts.Select(text => Column(text, "string")),
            Column("resources", "array<struct<arn:string,accountid:string,type:string>>"),
            .. MoreTexts.Select(text => Column(text, "string")),
            Column("tlsdetails", "struct<tlsversion:string,ciphersuite:string,clientprovidedhostheader:string>"),
        ]),
        ["PartitionKeys"] = new JsonArray(Column("region", "string"), Column("timestamp", "string")),
        ["Parameters"] = new JsonObject
        {
            ["EXTERNAL"] = "TRUE",
            ["location"] = location,
            ["serde.serialization.lib"] = "org.apache.hive.hcatalog.data.JsonSerDe",
            ["inputformat"] = "com.amazon.emr.cloudtrail.CloudTrailInputFormat",
            ["projection.enabled"] = "true",
            ["projection.timestamp.type"] = "date",
            ["projection.timestamp.format"] = "yyyy/MM/dd",
            ["storage.location.template"] = location + "${region}/${timestamp}",
        },
    };

    private static JsonNode Column(string name, string type) => new JsonObject { ["Name"] = name, ["Type"] = type };
}
