using System.Text.RegularExpressions;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Usage;

/// <summary>
/// The definition of a table of CloudTrail records. It has what AWS's documented definition lacks (Amazon Athena user guide, "Create the
/// table for CloudTrail logs in Athena using partition projection"): <c>inScopeOf</c> in <c>userIdentity</c>, and <c>arnPrefix</c> in
/// <c>resources</c>. Its partitions are projected: no partition has to be added, and a query reads only the days, the account and the
/// regions that it names.
/// </summary>
public static partial class AthenaTable
{
    private const string Columns = """
            eventversion STRING,
            useridentity STRUCT<
                type: STRING,
                principalid: STRING,
                arn: STRING,
                accountid: STRING,
                invokedby: STRING,
                accesskeyid: STRING,
                username: STRING,
                sessioncontext: STRUCT<
                    attributes: STRUCT<mfaauthenticated: STRING, creationdate: STRING>,
                    sessionissuer: STRUCT<type: STRING, principalid: STRING, arn: STRING, accountid: STRING, username: STRING>>,
                inscopeof: STRUCT<
                    sourcearn: STRING,
                    sourceaccount: STRING,
                    issuertype: STRING,
                    credentialsissuedto: STRING,
                    credentialsissuedtoversion: STRING>>,
            eventtime STRING,
            eventsource STRING,
            eventname STRING,
            awsregion STRING,
            sourceipaddress STRING,
            useragent STRING,
            errorcode STRING,
            errormessage STRING,
            requestparameters STRING,
            responseelements STRING,
            additionaleventdata STRING,
            requestid STRING,
            eventid STRING,
            readonly STRING,
            resources ARRAY<STRUCT<arn: STRING, arnprefix: STRING, accountid: STRING, type: STRING>>,
            eventtype STRING,
            recipientaccountid STRING,
            sharedeventid STRING,
            vpcendpointid STRING,
            eventcategory STRING
        """;

    /// <summary>Returns the statement that creates the table.</summary>
    /// <param name="database">The database.</param>
    /// <param name="table">The table.</param>
    /// <param name="bucket">The trail's bucket.</param>
    /// <param name="prefix">The key prefix before <c>AWSLogs/</c>; null if there is none.</param>
    /// <param name="organization">The id of the organization (<c>o-…</c>) if the trail is an organization's; null if it is not.</param>
    /// <param name="accounts">The accounts.</param>
    /// <param name="regions">The regions.</param>
    /// <param name="firstDay">The first day with files.</param>
    /// <exception cref="ProblemException">A name is not valid.</exception>
    public static string Definition(
        string database, string table, string bucket, string? prefix, string? organization, IEnumerable<string> accounts,
        IEnumerable<string> regions, DateOnly firstDay)
    {
        RequireName(database, "database");
        RequireName(table, "table");
        var root = $"s3://{bucket}/{TrailLayout.Root(prefix)}{(organization is null ? "" : $"{organization}/")}";
        return $"""
            CREATE EXTERNAL TABLE `{database}`.`{table}` (
            {Columns}
            )
            PARTITIONED BY (account STRING, region STRING, day STRING)
            ROW FORMAT SERDE 'org.apache.hive.hcatalog.data.JsonSerDe'
            STORED AS INPUTFORMAT 'com.amazon.emr.cloudtrail.CloudTrailInputFormat'
            OUTPUTFORMAT 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat'
            LOCATION '{Escaped(root)}'
            TBLPROPERTIES (
                'projection.enabled' = 'true',
                'projection.account.type' = 'enum',
                'projection.account.values' = '{Escaped(string.Join(',', accounts))}',
                'projection.region.type' = 'enum',
                'projection.region.values' = '{Escaped(string.Join(',', regions))}',
                'projection.day.type' = 'date',
                'projection.day.format' = 'yyyy/MM/dd',
                'projection.day.interval' = '1',
                'projection.day.interval.unit' = 'DAYS',
                'projection.day.range' = '{firstDay:yyyy\/MM\/dd},NOW',
                'storage.location.template' = '{Escaped(root)}${"{account}"}/CloudTrail/${"{region}"}/${"{day}"}'
            )
            """;
    }

    /// <summary>Returns the statement that creates the table, for the folders that the bucket has.</summary>
    /// <inheritdoc cref="Definition"/>
    public static async Task<string> DefinitionAsync(
        ITrailStore store, string database, string table, string bucket, string? prefix, string account, IEnumerable<string> regions,
        DateOnly firstDay, CancellationToken cancellationToken)
    {
        RequireName(database, "database");
        RequireName(table, "table");
        var root = TrailLayout.Root(prefix);
        try
        {
            var folders = (await store.ListFoldersAsync(bucket, root, cancellationToken).ConfigureAwait(false))
                .Select(folder => folder[root.Length..].TrimEnd('/')).ToList();
            var organization = folders.Contains(account)
                ? null
                : folders.Find(folder => folder.StartsWith("o-", StringComparison.Ordinal));
            return Definition(database, table, bucket, prefix, organization, [account], regions, firstDay);
        }
        catch (AwsCallException e)
        {
            throw new ProblemException(AwsProblems.Describe(e, $"list the folders of bucket {bucket}", bucket));
        }
    }

    /// <summary>Checks a name, which becomes part of a statement.</summary>
    /// <exception cref="ProblemException">The name has other characters than Athena's names.</exception>
    public static void RequireName(string name, string what)
    {
        if (!Name().IsMatch(name)) throw new ProblemException(UsageErrors.AthenaNameInvalid.About(name, ("name", name), ("what", what)));
    }

    private static string Escaped(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal);

    [GeneratedRegex("^[A-Za-z0-9_-]{1,255}$")]
    private static partial Regex Name();
}
