namespace LambdaRoleAudit.Tests.Core.Templates;

/// <summary>Small templates as people write them, with a role that functions share. cfn-lint finds nothing in them.</summary>
internal static class MendTemplates
{
    private const string Trust = """
              AssumeRolePolicyDocument:
                Version: '2012-10-17'
                Statement:
                  - Effect: Allow
                    Principal: {Service: lambda.amazonaws.com}
                    Action: sts:AssumeRole

        """;

    private static string Function(string name, string role, string more = "") => $$"""
          {{name}}:
            Type: AWS::Lambda::Function
        {{more}}    Properties:
              Runtime: python3.13
              Handler: index.handler
              Code: {ZipFile: "def handler(event, context): pass"}
              Role: {{role}}

        """;

    /// <summary>Templates of CloudFormation.</summary>
    public static IReadOnlyList<string> All { get; } = [.. new[]
    {
        // Inline policies, with comments.
        "Resources:\n  Bucket:\n    Type: AWS::S3::Bucket\n  Shared: # for both\n    Type: AWS::IAM::Role\n    Properties:\n" + Trust + """
              # what they read
              Policies:
                - PolicyName: read
                  PolicyDocument:
                    Version: '2012-10-17'
                    Statement:
                      - Effect: Allow
                        Action: s3:GetObject
                        Resource: !Sub '${Bucket.Arn}/*'

        """ + Function("A", "!GetAtt Shared.Arn") + Function("B", "!GetAtt Shared.Arn"),

        // A name, conditions, an output.
        """
        Parameters:
          Stage:
            Type: String
        Conditions:
          IsProd: !Equals [!Ref Stage, prod]
        Resources:
          Shared:
            Type: AWS::IAM::Role
            Properties:
              RoleName: !Sub 'shared-${AWS::StackName}'

        """ + Trust + Function("A", "!GetAtt Shared.Arn", "    Condition: IsProd\n") + Function("B", "!Sub '${Shared.Arn}'") + """
          Policy:
            Type: AWS::IAM::Policy
            Properties:
              PolicyName: more
              PolicyDocument: &document
                Version: '2012-10-17'
                Statement:
                  - {Effect: Allow, Action: 'sqs:SendMessage', Resource: '*'}
              Roles:
                - !Ref Shared
        Outputs:
          Role:
            Value: !GetAtt Shared.Arn

        """,

        // Policies of each kind.
        "Resources:\n" + Function("A", "\n        Fn::GetAtt: [Shared, Arn]") + Function("B", "!GetAtt Shared.Arn", "    DependsOn: Own\n")
        + "  Shared:\n    Type: AWS::IAM::Role\n    Properties:\n" + Trust + """
          Managed:
            Type: AWS::IAM::ManagedPolicy
            Properties:
              PolicyDocument:
                Version: '2012-10-17'
                Statement: [{Effect: Allow, Action: 's3:ListAllMyBuckets', Resource: '*'}]
              Roles: [!Ref Shared]
          Own:
            Type: AWS::IAM::RolePolicy
            Properties:
              PolicyName: own
              PolicyDocument:
                Version: '2012-10-17'
                Statement:
                  - Effect: Allow
                    Action: sts:GetCallerIdentity
                    Resource: '*'
              RoleName: !Ref Shared

        """,

        // JSON.
        """
        {
          "Resources": {
            "Shared": {
              "Type": "AWS::IAM::Role",
              "Properties": {
                "RoleName": "shared",
                "AssumeRolePolicyDocument": {
                  "Version": "2012-10-17",
                  "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]
                }
              }
            },
            "A": {
              "Type": "AWS::Lambda::Function",
              "Properties": {
                "Runtime": "python3.13", "Handler": "index.handler", "Code": {"ZipFile": "pass"},
                "Role": {"Fn::GetAtt": ["Shared", "Arn"]}
              }
            },
            "B": {
              "Type": "AWS::Lambda::Function",
              "Properties": {
                "Runtime": "python3.13", "Handler": "index.handler", "Code": {"ZipFile": "pass"},
                "Role": {"Fn::GetAtt": "Shared.Arn"}
              }
            }
          }
        }
        """,

        // Both on one condition, and the path in the middle of an ARN.
        """
        Parameters: {Stage: {Type: String}}
        Conditions: {IsProd: !Equals [!Ref Stage, prod]}
        Resources:
          Shared:
            Type: AWS::IAM::Role
            Condition: IsProd
            Properties:
              Path: /app/

        """ + Trust + Function("A", "!GetAtt Shared.Arn", "    Condition: IsProd\n")
        + Function("B", "!Sub 'arn:${AWS::Partition}:iam::${AWS::AccountId}:role/app/${Shared}'", "    Condition: IsProd\n"),

        // Braces.
        """
        Resources:
          Shared: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: {Version: '2012-10-17', Statement: [
            {Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: 'sts:AssumeRole'}]}, RoleName: shared}}

        """ + Function("A", "!GetAtt Shared.Arn") + Function("B", "{\"Fn::GetAtt\": [\"Shared\", \"Arn\"]}"),

        // Two shared roles, and CRLF.
        ("Resources:\n  One:\n    Type: AWS::IAM::Role\n    Properties:\n" + Trust + Function("A", "!GetAtt One.Arn")
            + Function("B", "!GetAtt One.Arn") + "  Two:\n    Type: AWS::IAM::Role\n    Properties:\n      RoleName: two\n" + Trust
            + Function("C", "!GetAtt Two.Arn") + Function("D", "!GetAtt Two.Arn")).Replace("\n", "\r\n", StringComparison.Ordinal),

        // Managed policies, tags, a boundary, a policy for deletion.
        """
        Resources:
          Shared:
            Type: AWS::IAM::Role
            DeletionPolicy: Retain
            UpdateReplacePolicy: Retain
            Properties:
              Description: >-
                shared by
                all
              PermissionsBoundary: !Sub arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/boundary
              ManagedPolicyArns:
                - !Sub 'arn:${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole'
              Tags:
                - Key: team
                  Value: a

        """ + Trust + Function("A", "!GetAtt Shared.Arn") + Function("B", "!GetAtt Shared.Arn"),
    }.Select(text => text.Contains("\r\n", StringComparison.Ordinal) ? text : text.ReplaceLineEndings("\n"))];

    /// <summary>Templates of SAM.</summary>
    public static IReadOnlyList<string> Sam { get; } =
    [
        "Transform: AWS::Serverless-2016-10-31\nGlobals:\n  Function:\n    Runtime: python3.13\nResources:\n"
            + Serverless("A", "!GetAtt Shared.Arn") + Serverless("B", "!GetAtt Shared.Arn") + Serverless("C", null)
            + "  Shared:\n    Type: AWS::IAM::Role\n    Properties:\n      RoleName: shared\n" + Trust.ReplaceLineEndings("\n"),
        "Transform: [AWS::Serverless-2016-10-31]\nResources:\n  Shared:\n    Type: AWS::IAM::Role\n    Properties:\n"
            + Trust.ReplaceLineEndings("\n") + Serverless("A", "!Sub ${Shared.Arn}", "      Runtime: python3.13\n")
            + Serverless("B", "!GetAtt [Shared, Arn]", "      Runtime: python3.13\n"),
        "Transform: AWS::Serverless-2016-10-31\nResources:\n  Shared:\n    Type: AWS::IAM::Role\n    Properties:\n"
            + Trust.ReplaceLineEndings("\n") + "      ManagedPolicyArns:\n"
            + "        - !Sub arn:${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole\n      Policies:\n"
            + "        - PolicyName: p\n          PolicyDocument:\n            Version: '2012-10-17'\n            Statement:\n"
            + "              - Effect: Allow\n                Action: s3:ListAllMyBuckets\n                Resource: '*'\n"
            + Serverless("A", "!GetAtt Shared.Arn", "      Runtime: python3.13\n")
            + Serverless("B", "!GetAtt Shared.Arn", "      Runtime: python3.13\n"),
    ];

    private static string Serverless(string name, string? role, string more = "") =>
        $"  {name}:\n    Type: AWS::Serverless::Function\n    Properties:\n      InlineCode: 'pass'\n      Handler: index.handler\n{more}"
        + (role is null ? "" : $"      Role: {role}\n");
}
