using System.Globalization;

namespace Hathi.MapReduce.Shuffle.Serve;

/// <summary>What is asked for: one partition of some maps of a job.</summary>
internal sealed record ShuffleRequest(string JobId, int Reduce, IReadOnlyList<string> Maps, bool KeepAlive)
{
    /// <exception cref="ShuffleRefusal">It is no request of the shuffle. Messages: Apache's <c>ShuffleChannelHandler</c>.</exception>
    internal static ShuffleRequest Parse(RequestHead head, int maxMaps)
    {
        if (head.Method != "GET")
        {
            throw new ShuffleRefusal(ShuffleRefusal.MethodNotAllowed, "");
        }

        if (head.Name != ShuffleProtocol.Name || head.Version != ShuffleProtocol.Version)
        {
            throw new ShuffleRefusal(ShuffleRefusal.BadRequest, "Incompatible shuffle request version");
        }

        var question = head.Target.IndexOf('?');
        var path = question < 0 ? head.Target : head.Target[..question];
        if (path != ShuffleProtocol.Path)
        {
            throw new ShuffleRefusal(ShuffleRefusal.NotFound, $"There is only {ShuffleProtocol.Path} here.");
        }

        return FromQuery(question < 0 ? "" : head.Target[(question + 1)..], maxMaps);
    }

    private static ShuffleRequest FromQuery(string query, int maxMaps)
    {
        var maps = new List<string>();
        List<string> jobs = [], reduces = [], keepAlives = [];
        foreach (var pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=');
            var value = equals < 0 ? "" : Uri.UnescapeDataString(pair[(equals + 1)..]);
            switch (equals < 0 ? pair : pair[..equals])
            {
                case "map":
                    maps.AddRange(value.Split(',', StringSplitOptions.RemoveEmptyEntries));
                    break;
                case "job":
                    jobs.Add(value);
                    break;
                case "reduce":
                    reduces.Add(value);
                    break;
                case "keepAlive":
                    keepAlives.Add(value);
                    break;
            }
        }

        return Check(jobs, reduces, maps, keepAlives is ["true"], maxMaps);
    }

    private static ShuffleRequest Check(List<string> jobs, List<string> reduces, List<string> maps, bool keepAlive, int maxMaps)
    {
        if (maps.Count == 0 || reduces.Count == 0 || jobs.Count == 0)
        {
            throw new ShuffleRefusal(ShuffleRefusal.BadRequest, "Required param job, map and reduce");
        }

        if (reduces.Count > 1 || jobs.Count > 1)
        {
            throw new ShuffleRefusal(ShuffleRefusal.BadRequest, "Too many job/reduce parameters");
        }

        if (!int.TryParse(reduces[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var reduce))
        {
            throw new ShuffleRefusal(ShuffleRefusal.BadRequest, "Bad reduce parameter");
        }

        return maps.Count <= maxMaps
            ? new ShuffleRequest(jobs[0], reduce, maps, keepAlive)
            : throw new ShuffleRefusal(ShuffleRefusal.BadRequest, $"{maps.Count} maps in one request; {maxMaps} are allowed.");
    }
}
