using System.Globalization;
using Hathi.Base;
using Hathi.Hadoop.Rpc;
using Hathi.Yarn.Core.Model;

namespace Hathi.Yarn.ResourceManager.Mapping;

/// <summary>The time at which an application's time is over, as Apache writes it: <c>2025-01-31T23:59:59.000+0000</c>.</summary>
internal static class ExpireTimes
{
    private const string Unlimited = "UNLIMITED";

    public static string Format(long wallMilliseconds) => wallMilliseconds < 0 ? Unlimited : UnixTimes.Iso(wallMilliseconds);

    /// <returns>Wall milliseconds.</returns>
    /// <exception cref="RpcFault">It is not of that form.</exception>
    public static long Parse(string text)
    {
        text.AtMost(RequestLimits.Time);

        // .NET wants a colon in the offset.
        var offset = text.Length - 5;
        var iso = offset > 0 && text[offset] is '+' or '-' ? $"{text[..(offset + 3)]}:{text[(offset + 3)..]}" : text;
        return DateTimeOffset.TryParse(iso, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time.ToUnixTimeMilliseconds()
            : throw FaultMapping.ToRpc(
                RmError.Yarn, "Expire time is not in ISO8601 format. ISO8601 supported format is yyyy-MM-dd'T'HH:mm:ss.SSSZ. "
                    + $"Configured timeout value is {text}");
    }
}
