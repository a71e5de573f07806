using Hathi.Hadoop.Conf;
using Hathi.Web.Pages;

namespace Hathi.Node;

/// <summary>The node's configuration as <c>/conf</c> shows it.</summary>
internal static class RunningConfiguration
{
    public static IReadOnlyList<ConfProperty> Of(Configuration conf) =>
        [.. conf.Names().Select(name => new ConfProperty(name, conf.GetRaw(name)!, Expanded(conf, name), conf.IsFinal(name)))];

    // One property whose variables go round in a circle does not hide the others.
    private static string Expanded(Configuration conf, string name)
    {
        try
        {
            return conf.Get(name)!;
        }
        catch (ConfigurationException)
        {
            return conf.GetRaw(name)!;
        }
    }
}
