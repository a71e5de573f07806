using Hathi.Hadoop.Conf;
using Microsoft.Extensions.Logging;

namespace Hathi.Node;

/// <summary>Tells of names in a configuration that do nothing: once each, when a node starts.</summary>
internal static class ForeignKeys
{
    /// <summary>Names that nobody knows as warnings, those that Apache's programs alone read for who hunts a bug.</summary>
    public static void Tell(Configuration conf, ILogger log)
    {
        foreach (var unknown in conf.UnknownKeys())
        {
            log.UnknownKey(unknown.ToString());
        }

        if (log.IsEnabled(LogLevel.Debug))
        {
            foreach (var name in conf.KeysWithoutEffect())
            {
                log.KeyWithoutEffect(name);
            }
        }
    }
}
