using Hathi.Base;
using Hathi.Hadoop.Conf;

namespace Hathi.Node;

/// <summary>Tells of names in a configuration that do nothing: once each, when a node starts.</summary>
internal static class ForeignKeys
{
    /// <summary>Names that nobody knows as warnings, those that Apache's programs alone read for who hunts a bug.</summary>
    public static void Tell(Configuration conf, INodeLog log)
    {
        foreach (var unknown in conf.UnknownKeys())
        {
            log.Warn("node", unknown.ToString(), null);
        }

        if (log.IsEnabled(NodeLogLevel.Debug))
        {
            foreach (var name in conf.KeysWithoutEffect())
            {
                log.Debug("node", $"{name} is known, and nothing here reads it");
            }
        }
    }
}
