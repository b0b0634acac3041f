using LambdaRoleAudit.Model;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Documentation;

/// <summary>
/// docs/errors.md is made of the errors in <c>LambdaRoleAudit.Errors</c>. After a change:
/// UPDATE_DOCS=1 dotnet test --filter "FullyQualifiedName~ErrorPage".
/// </summary>
public class ErrorPageTests
{
    private const string Head = """
        # Errors

        Every error of the module has a stable id (`FullyQualifiedErrorId` begins with it), a category and a recommended action. Names in braces stand for values. If a call to AWS failed, the message begins with what could not be done ("Could not read role orders.") and ends with AWS's error code and request id. If one error occurs many times, the last one of its id says how many more there were.

        | Id | Category | What happened | What to do |
        |---|---|---|---|

        """;

    private static readonly Dictionary<ProblemKind, string> Categories = new()
    {
        [ProblemKind.InvalidInput] = "InvalidData", [ProblemKind.NotFound] = "ObjectNotFound",
        [ProblemKind.Authentication] = "AuthenticationError", [ProblemKind.AccessDenied] = "PermissionDenied",
        [ProblemKind.Connection] = "ConnectionError", [ProblemKind.Throttled] = "LimitsExceeded", [ProblemKind.Read] = "ReadError",
        [ProblemKind.Finding] = "InvalidResult", [ProblemKind.Service] = "NotSpecified",
    };

    [Fact]
    public async Task The_page_of_errors_is_what_the_data_says()
    {
        var file = Path.Combine(TestEnvironment.RepositoryRoot, "docs", "errors.md");
        var rows = ErrorData.All.Values
            .OrderBy(error => error.ErrorId, StringComparer.Ordinal).ThenBy(error => error.Message, StringComparer.Ordinal)
            .ThenBy(error => error.RecommendedAction, StringComparer.Ordinal)
            .Select(error =>
                $"| `{error.ErrorId}` | {Categories[error.Kind]} | {Cell(error.Message)} | {Cell(error.RecommendedAction)} |\n");
        var page = Head.ReplaceLineEndings("\n") + string.Concat(rows);
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1")
            await File.WriteAllTextAsync(file, page, TestContext.Current.CancellationToken);
        Assert.Equal(page, (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).ReplaceLineEndings("\n"));
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
