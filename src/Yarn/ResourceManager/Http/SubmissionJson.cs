using System.Text.Json;
using Google.Protobuf;
using Hathi.Hadoop.Tokens;
using Hathi.Web.Faults;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Protocol;
using Hathi.Yarn.ResourceManager.Mapping;

namespace Hathi.Yarn.ResourceManager.Http;

/// <summary>An application as it is submitted by REST (Apache's ApplicationSubmissionContextInfo).</summary>
internal static class SubmissionJson
{
    /// <exception cref="RestFault">A member is missing or not of its form.</exception>
    public static ApplicationSubmissionContextProto Read(JsonElement json)
    {
        try
        {
            return ReadContext(json);
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException or KeyNotFoundException or ArgumentException
            or OverflowException or IOException or InvalidDataException)
        {
            throw RestFault.BadRequest($"The submission does not parse: {e.Message}");
        }
    }

    private static ApplicationSubmissionContextProto ReadContext(JsonElement json)
    {
        var resource = Member(json, "resource");
        var context = new ApplicationSubmissionContextProto
        {
            ApplicationId = YarnIds.ParseApplication(
                Text(json, "application-id") ?? throw new FormatException("application-id is missing")),
            AmContainerSpec = ReadLaunch(Member(json, "am-container-spec")),
            Resource = new Resource(Number(resource, "memory") ?? 1024, checked((int)(Number(resource, "vCores") ?? 1))).ToProto(),
            UnmanagedAm = Flag(json, "unmanaged-AM"),
            KeepContainersAcrossApplicationAttempts = Flag(json, "keep-containers-across-application-attempts"),
            MaxAppAttempts = checked((int)(Number(json, "max-app-attempts") ?? 0)),
            AttemptFailuresValidityInterval = Number(json, "attempt-failures-validity-interval") ?? -1,
        };
        if (Text(json, "application-name") is { } name)
        {
            context.ApplicationName = name;
        }

        if (Text(json, "queue") is { } queue)
        {
            context.Queue = queue;
        }

        if (Text(json, "application-type") is { Length: > 0 } type)
        {
            context.ApplicationType = type;
        }

        if (Number(json, "priority") is { } priority)
        {
            context.Priority = IdMapping.ToPriority(checked((int)priority));
        }

        if (Member(Member(json, "application-tags"), "tag") is { } tags)
        {
            context.ApplicationTags.AddRange(Texts(tags));
        }

        return context;
    }

    private static ContainerLaunchContextProto ReadLaunch(JsonElement? json)
    {
        var launch = new ContainerLaunchContextProto();
        foreach (var (name, value) in Entries(json, "local-resources"))
        {
            launch.LocalResources.Add(new StringLocalResourceMapProto { Key = name, Value = ReadResource(value) });
        }

        foreach (var (name, value) in Entries(json, "environment"))
        {
            launch.Environment.Add(new StringStringMapProto { Key = name, Value = value.GetString() });
        }

        foreach (var (name, value) in Entries(json, "service-data"))
        {
            launch.ServiceData.Add(new StringBytesMapProto { Key = name, Value = ByteString.CopyFrom(Base64(value.GetString()!)) });
        }

        foreach (var (name, value) in Entries(json, "application-acls"))
        {
            launch.ApplicationACLs.Add(new ApplicationACLMapProto
            {
                AccessType = Constant<ApplicationAccessTypeProto>("Appaccess_" + name), Acl = value.GetString()!,
            });
        }

        if (Member(Member(json, "commands"), "command") is { } commands)
        {
            launch.Command.AddRange(Texts(commands));
        }

        launch.Tokens = ByteString.CopyFrom(CredentialsFile.Encode(ReadCredentials(Member(json, "credentials"))));
        return launch;
    }

    private static LocalResourceProto ReadResource(JsonElement json)
    {
        var uri = new Uri(Text(json, "resource") ?? throw new FormatException("a local resource names no file (resource)"));
        var url = new URLProto { Scheme = uri.Scheme, File = Uri.UnescapeDataString(uri.AbsolutePath) };
        if (uri.Host.Length > 0)
        {
            url.Host = uri.Host;
            url.Port = uri.Port;
        }

        return new LocalResourceProto
        {
            Resource = url,
            Size = Number(json, "size") ?? 0,
            Timestamp = Number(json, "timestamp") ?? 0,
            Type = Constant<LocalResourceTypeProto>(Text(json, "type") ?? "FILE"),
            Visibility = Constant<LocalResourceVisibilityProto>(Text(json, "visibility") ?? "APPLICATION"),
        };
    }

    private static Credentials ReadCredentials(JsonElement? json)
    {
        var credentials = new Credentials();
        foreach (var (alias, value) in Entries(json, "tokens"))
        {
            credentials.Add(alias, Token.FromBytes(Base64(value.GetString()!)));
        }

        foreach (var (alias, value) in Entries(json, "secrets"))
        {
            credentials.Add(alias, Base64(value.GetString()!));
        }

        return credentials;
    }

    /// <summary>A Java map: <c>{"entry":[{"key":…,"value":…}]}</c>, or one entry without the brackets.</summary>
    private static IEnumerable<(string Key, JsonElement Value)> Entries(JsonElement? json, string name)
    {
        if (Member(Member(json, name), "entry") is not { } entries)
        {
            yield break;
        }

        foreach (var entry in entries.ValueKind == JsonValueKind.Array ? entries.EnumerateArray().ToArray() : [entries])
        {
            yield return (entry.GetProperty("key").GetString()!, entry.GetProperty("value"));
        }
    }

    // Apache takes the alphabet for URLs too, with or without what fills it up.
    private static byte[] Base64(string text)
    {
        var plain = text.Replace('-', '+').Replace('_', '/').TrimEnd('=');
        return Convert.FromBase64String(plain.PadRight((plain.Length + 3) / 4 * 4, '='));
    }

    /// <summary>A constant by its name in Java: the same letters, with lines between the words. A number is none.</summary>
    private static T Constant<T>(string name)
        where T : struct, Enum
    {
        var letters = name.Replace("_", "", StringComparison.Ordinal);
        foreach (var value in Enum.GetValues<T>())
        {
            if (value.ToString().Equals(letters, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        throw new FormatException($"{name} is none of {string.Join(", ", Enum.GetNames<T>())}");
    }

    private static JsonElement? Member(JsonElement? json, string name) =>
        json is { ValueKind: JsonValueKind.Object } parent
        && parent.TryGetProperty(name, out var member)
        && member.ValueKind != JsonValueKind.Null ? member : null;

    private static IEnumerable<string> Texts(JsonElement json) =>
        json.ValueKind == JsonValueKind.Array ? json.EnumerateArray().Select(static text => text.GetString()!) : [json.GetString()!];

    private static string? Text(JsonElement? json, string name) => Member(json, name)?.GetString();

    private static bool Flag(JsonElement json, string name) =>
        Member(json, name) is { } member && (member.ValueKind == JsonValueKind.True || member.ToString() == "true");

    private static long? Number(JsonElement? json, string name) => Member(json, name) is { } member
        ? member.ValueKind == JsonValueKind.Number
            ? member.GetInt64()
            : long.Parse(member.GetString()!, System.Globalization.CultureInfo.InvariantCulture)
        : null;
}
