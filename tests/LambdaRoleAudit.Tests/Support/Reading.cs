using System.Text;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Tests.Support;

/// <summary>Reads texts and files as the module does, without PowerShell.</summary>
public sealed class Reading
{
    private Reading(IReadOnlyList<LambdaFunction> functions, IReadOnlyList<Problem> problems, bool isComplete)
    {
        Functions = functions;
        Problems = problems;
        IsComplete = isComplete;
    }

    public IReadOnlyList<LambdaFunction> Functions { get; }

    public IReadOnlyList<Problem> Problems { get; }

    public bool IsComplete { get; }

    public IEnumerable<string> Names => Functions.Select(function => function.FunctionName);

    public static Reading Of(params string[] documents) => Of([.. documents.Select(Encoding.UTF8.GetBytes)]);

    /// <summary>Reads files one after another; <paramref name="documents"/> are their contents.</summary>
    public static Reading Of(params byte[][] documents)
    {
        var problems = new List<Problem>();
        var builder = new FunctionInventoryBuilder(problems.Add);
        var reader = new FunctionFileReader(builder);
        foreach (var document in documents) reader.Read(new MemoryStream(document), "functions.json", null, CancellationToken.None);
        reader.Complete();
        var inventory = builder.Build();
        return new Reading([.. inventory.Functions.OrderBy(f => f.FunctionArn, StringComparer.Ordinal)], problems, inventory.IsComplete);
    }
}
