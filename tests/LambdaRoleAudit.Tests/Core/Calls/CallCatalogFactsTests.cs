using LambdaRoleAudit.Catalog;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Core.Calls;

/// <summary>The mapping against AWS's own list of operations and actions, which it does not use.</summary>
public class CallCatalogFactsTests
{
    private static readonly string Folder = Path.Combine(TestEnvironment.RepositoryRoot, "tests/LambdaRoleAudit.Tests/Core/Calls");

    [Fact]
    public void Every_operation_that_AWS_authorizes_by_another_action_is_right_or_explained()
    {
        var rows = Rows("operations-of-other-actions.tsv").ToList();
        Assert.Equal(260, rows.Count);
        var wrong = new List<string>();
        foreach (var row in rows)
        {
            var call = Calls.Call("x", row[1], row[2].Length > 0 ? row[2] : "{}") with { EventSource = row[0] };
            var actions = CallCatalog.Map(call).Permissions.Select(permission => permission.Action);
            var mapped = string.Join(',', actions.Distinct().Order(StringComparer.Ordinal));
            if (mapped != row[4]) wrong.Add($"{row[0]} {row[1]}: {mapped}, not {row[4]}");
            if (row[3] != row[4] && row[5].Length == 0) wrong.Add($"{row[0]} {row[1]}: the difference is not explained");
        }

        Assert.Empty(wrong);
    }

    /// <summary>A row that never counts, or names what AWS does not have, shows when the tables are read.</summary>
    [Fact]
    public void Every_row_of_the_tables_has_a_source_at_AWS()
    {
        foreach (var name in (string[])["call-exceptions", "call-resources", "event-classes", "event-sources"])
        {
            var path = Path.Combine(TestEnvironment.RepositoryRoot, $"src/LambdaRoleAudit.Core/Catalog/{name}.tsv");
            var rows = File.ReadLines(path).Where(line => line.Length > 0 && line[0] != '#').ToList();
            Assert.True(rows.Count > 30, name);
            Assert.All(rows, row => Assert.Contains(
                new Uri(row.Split('\t')[^1]).Host, (string[])["docs.aws.amazon.com", "servicereference.us-east-1.amazonaws.com"]));
        }
    }

    private static IEnumerable<string[]> Rows(string file) =>
        File.ReadLines(Path.Combine(Folder, file)).Where(line => line[0] != '#').Select(line => line.Split('\t'));
}
