using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Tests.Core.Model;

/// <summary>Credentials that somebody's error text quotes.</summary>
public class SecretTextTests
{
    [Theory]
    [InlineData("The key AKIAIOSFODNN7EXAMPLE is not there.", "The key AKIA… is not there.")]
    [InlineData("Credential=ASIAIOSFODNN7EXAMPLE/20261125/us-east-1/iam", "Credential=ASIA…/20261125/us-east-1/iam")]
    [InlineData(
        "host:iam.amazonaws.com\nx-amz-security-token:FwoGZXIvYXdzEBYaDK+/=\n\nhost",
        "host:iam.amazonaws.com\nx-amz-security-token:…\n\nhost")]
    [InlineData("?X-Amz-Security-Token=FwoGZXIv%2B&X-Amz-Date=1", "?X-Amz-Security-Token=…&X-Amz-Date=1")]
    [InlineData("""{"X-Amz-Security-Token": "FwoGZXIv"}""", """{"X-Amz-Security-Token": "…"}""")]
    public void Is_hidden(string text, string shown) => Assert.Equal(shown, SecretText.Hide(text));

    [Theory]
    [InlineData("Role AROAIOSFODNN7EXAMPLE of user AIDAIOSFODNN7EXAMPLE")]
    [InlineData("function ASIAPACIFIC in ap-northeast-1")]
    [InlineData("The security token included in the request is expired")]
    public void Other_text_stays(string text) => Assert.Equal(text, SecretText.Hide(text));
}
