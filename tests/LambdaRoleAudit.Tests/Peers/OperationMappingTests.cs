using LambdaRoleAudit.Catalog;
using LambdaRoleAudit.Tests.Core.Calls;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Peers;

/// <summary>The mapping of calls to permissions on every operation of AWS's own SDK for Python.</summary>
[Trait("Speed", "Slow")]
public class OperationMappingTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Ninety_eight_of_a_hundred_operations_have_a_permission_or_need_none()
    {
        await Python.RequireAsync();
        var operations = (await Python.ReadAsync("botocore_operations.py")).Split('\n')
            .Select(line => line.TrimEnd('\r').Split('\t')).ToList();
        int same = 0, other = 0, none = 0;
        foreach (var operation in operations)
        {
            var mapping = Map(operation[0], operation[2]);
            if (mapping.Kind == CallKind.Unmapped) mapping = Map(operation[1], operation[2]);
            if (mapping.Kind == CallKind.NeedsNone) none++;
            else if (mapping.Kind == CallKind.Mapped && mapping.Permissions.Any(permission =>
                permission.Action.EndsWith(":" + operation[2], StringComparison.OrdinalIgnoreCase))) same++;
            else if (mapping.Kind == CallKind.Mapped) other++;
        }

        output.WriteLine($"{operations.Count} operations: {same} by the same name, {other} by another, {none} without a permission, "
            + $"{operations.Count - same - other - none} unmapped");
        Assert.True(operations.Count > 10_000);
        Assert.InRange((double)(same + other + none) / operations.Count, 0.98, 1);
    }

    private static CallMapping Map(string source, string name) => CallCatalog.Map(Calls.Call(source, name, "{}"));
}
