using System.Globalization;
using Hathi.Yarn.Protocol;

namespace Hathi.Yarn.Client;

/// <summary>YARN's ids as text: application_1700000000000_0001, appattempt_…_000001, container_[eNN_]…_01_000001, host:port.</summary>
public static class YarnIds
{
    // Above these bits of a container's number stands how often the ResourceManager was started.
    private const int EpochShift = 40;

    public static string Format(ApplicationIdProto id) => $"application_{Body(id)}";

    public static string Format(ApplicationAttemptIdProto id) => $"appattempt_{Body(id.ApplicationId)}_{id.AttemptId:000000}";

    public static string Format(ContainerIdProto id)
    {
        var attempt = id.AppAttemptId;
        var epoch = id.Id >> EpochShift;
        var number = id.Id & ((1L << EpochShift) - 1);
        return $"container_{(epoch > 0 ? $"e{epoch:00}_" : "")}{Body(attempt.ApplicationId)}_{attempt.AttemptId:00}_{number:000000}";
    }

    public static string Format(NodeIdProto id) => $"{id.Host}:{id.Port}";

    /// <exception cref="FormatException">It is no application id.</exception>
    public static ApplicationIdProto ParseApplication(string text) =>
        text.Split('_') is ["application", var time, var number] && Number(time, out var timestamp) && Number(number, out var sequence)
            ? new ApplicationIdProto { ClusterTimestamp = timestamp, Id = (int)sequence }
            : throw new FormatException($"\"{text}\" is no application id: write it as application_1700000000000_0001.");

    /// <exception cref="FormatException">It is no application attempt id.</exception>
    public static ApplicationAttemptIdProto ParseAttempt(string text) =>
        text.Split('_') is ["appattempt", var time, var number, var attempt]
            && Number(time, out var timestamp) && Number(number, out var sequence) && Number(attempt, out var attemptNumber)
            ? new ApplicationAttemptIdProto { ApplicationId = new ApplicationIdProto { ClusterTimestamp = timestamp, Id = (int)sequence }, AttemptId = (int)attemptNumber }
            : throw new FormatException($"\"{text}\" is no application attempt id: write it as appattempt_1700000000000_0001_000001.");

    /// <exception cref="FormatException">It is no container id.</exception>
    public static ContainerIdProto ParseContainer(string text)
    {
        var parts = text.Split('_');
        var epoch = 0L;
        if (parts is [_, ['e', .. var digits], ..] && Number(digits, out epoch))
        {
            parts = [parts[0], .. parts[2..]];
        }

        if (parts is not ["container", var time, var number, var attempt, var container]
            || !Number(time, out var timestamp) || !Number(number, out var sequence) || !Number(attempt, out var attemptNumber) || !Number(container, out var id))
        {
            throw new FormatException($"\"{text}\" is no container id: write it as container_1700000000000_0001_01_000001.");
        }

        var application = new ApplicationIdProto { ClusterTimestamp = timestamp, Id = (int)sequence };
        return new ContainerIdProto
        {
            AppAttemptId = new ApplicationAttemptIdProto { ApplicationId = application, AttemptId = (int)attemptNumber },
            Id = (epoch << EpochShift) | id,
        };
    }

    private static string Body(ApplicationIdProto id) => $"{id.ClusterTimestamp}_{id.Id:0000}";

    private static bool Number(string text, out long value) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
