using System.Globalization;
using Google.Protobuf;
using Hathi.Hadoop.Rpc.Protocol;
using Hathi.Hadoop.Tokens;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Protocol;
using Hathi.Yarn.ResourceManager.Mapping;

namespace Hathi.Yarn.ResourceManager.Launch;

/// <summary>
/// What a master's container is started with: what was submitted, and beside it the token for the ResourceManager and a few variables.
/// Source: Apache's <c>AMLauncher.setupTokens</c>.
/// </summary>
internal static class LaunchContext
{
    private const string WebProxyBase = "APPLICATION_WEB_PROXY_BASE";
    private const string SubmitTime = "APP_SUBMIT_TIME_ENV";

    /// <exception cref="FormatException">The tokens that were submitted cannot be read.</exception>
    public static ContainerLaunchContextProto Of(AmLaunch launch, Token masterToken, long submitTime)
    {
        var submitted = ProtoBytes.Parse(launch.Submission.Payload.Span, ApplicationSubmissionContextProto.Parser);
        var context = submitted.AmContainerSpec ?? throw new FormatException("the submission says nothing about the master's container");
        Set(context, WebProxyBase, $"/proxy/{launch.Attempt.Application}");
        Set(context, SubmitTime, submitTime.ToString(CultureInfo.InvariantCulture));
        var credentials = RequestTokens.Credentials(context.Tokens) is { IsEmpty: false } tokens
            ? CredentialsFile.Decode(tokens.Span)
            : new Credentials();
        credentials.Add(masterToken.Service, masterToken);
        context.Tokens = ByteString.CopyFrom(CredentialsFile.Encode(credentials));
        return context;
    }

    private static void Set(ContainerLaunchContextProto context, string name, string value)
    {
        foreach (var variable in RequestLists.Variables(context.Environment))
        {
            if (RequestTexts.Variable(variable.Key) == name)
            {
                variable.Value = value;
                return;
            }
        }

        context.Environment.Add(new StringStringMapProto { Key = name, Value = value });
    }
}
