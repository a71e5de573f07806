using System.Globalization;

namespace Hathi.Yarn.Protocol;

/// <summary>
/// Ids as text, the way every tool, log line, directory and URL of YARN has them. Source: ApplicationId, ApplicationAttemptId,
/// ContainerId, NodeId of Apache Hadoop 3.5.0.
/// </summary>
public static class YarnIds
{
    private const int EpochShift = 40;
    private const long SequenceMask = (1L << EpochShift) - 1;

    /// <summary><c>application_1700000000000_0001</c>.</summary>
    public static string ToText(this ApplicationIdProto id) =>
        string.Create(CultureInfo.InvariantCulture, $"application_{id.ClusterTimestamp}_{id.Id:D4}");

    /// <summary><c>appattempt_1700000000000_0001_000001</c>.</summary>
    public static string ToText(this ApplicationAttemptIdProto id) =>
        string.Create(
            CultureInfo.InvariantCulture, $"appattempt_{id.ApplicationId.ClusterTimestamp}_{id.ApplicationId.Id:D4}_{id.AttemptId:D6}");

    /// <summary><c>container_1700000000000_0001_01_000001</c>, with <c>e17_</c> after the first underscore in epoch 17.</summary>
    public static string ToText(this ContainerIdProto id)
    {
        var attempt = id.AppAttemptId;
        var epoch = id.Id >> EpochShift;
        var first = epoch > 0 ? string.Create(CultureInfo.InvariantCulture, $"e{epoch:D2}_") : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"container_{first}{attempt.ApplicationId.ClusterTimestamp}_{attempt.ApplicationId.Id:D4}_{attempt.AttemptId:D2}_"
            + $"{id.Id & SequenceMask:D6}");
    }

    /// <summary><c>host:port</c>.</summary>
    public static string ToText(this NodeIdProto id) => string.Create(CultureInfo.InvariantCulture, $"{id.Host}:{id.Port}");

    /// <summary>The application that a container belongs to.</summary>
    public static ApplicationIdProto Application(this ContainerIdProto id) => id.AppAttemptId.ApplicationId;

    /// <exception cref="FormatException">It is no application id.</exception>
    public static ApplicationIdProto ParseApplication(string text) => Parts(
        text, "application_", "application id, such as application_1700000000000_0001") is [var stamp, var number]
        && number <= int.MaxValue
        ? new ApplicationIdProto { ClusterTimestamp = stamp, Id = (int)number }
        : throw Malformed(text, "application id, such as application_1700000000000_0001");

    /// <exception cref="FormatException">It is no attempt id.</exception>
    public static ApplicationAttemptIdProto ParseAttempt(string text) => Parts(
        text, "appattempt_", "attempt id, such as appattempt_1700000000000_0001_000001") is [var stamp, var number, var attempt]
        && number <= int.MaxValue && attempt <= int.MaxValue
        ? Attempt(stamp, number, attempt)
        : throw Malformed(text, "attempt id, such as appattempt_1700000000000_0001_000001");

    /// <exception cref="FormatException">It is no container id.</exception>
    public static ContainerIdProto ParseContainer(string text)
    {
        const string Wanted = "container id, such as container_1700000000000_0001_01_000001";
        var plain = text;
        long epoch = 0;
        if (text.StartsWith("container_e", StringComparison.Ordinal))
        {
            var end = text.IndexOf('_', "container_e".Length);
            if (end < 0 || !long.TryParse(
                text.AsSpan("container_e".Length, end - "container_e".Length), NumberStyles.None, CultureInfo.InvariantCulture, out epoch))
            {
                throw Malformed(text, Wanted);
            }

            plain = "container_" + text[(end + 1)..];
        }

        return Parts(plain, "container_", Wanted) is [var stamp, var number, var attempt, var sequence]
            && number <= int.MaxValue && attempt <= int.MaxValue && sequence <= SequenceMask && epoch <= long.MaxValue >> EpochShift
            ? new ContainerIdProto { AppAttemptId = Attempt(stamp, number, attempt), Id = (epoch << EpochShift) | sequence }
            : throw Malformed(text, Wanted);
    }

    private static ApplicationAttemptIdProto Attempt(long stamp, long number, long attempt) =>
        new() { ApplicationId = new ApplicationIdProto { ClusterTimestamp = stamp, Id = (int)number }, AttemptId = (int)attempt };

    private static long[] Parts(string text, string prefix, string wanted)
    {
        if (!text.StartsWith(prefix, StringComparison.Ordinal))
        {
            throw Malformed(text, wanted);
        }

        var parts = text[prefix.Length..].Split('_');
        var numbers = new long[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            if (!long.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]))
            {
                throw Malformed(text, wanted);
            }
        }

        return numbers;
    }

    private static FormatException Malformed(string text, string wanted) => new($"\"{text}\" is no {wanted}.");
}
