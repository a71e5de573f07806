using System.Globalization;
using System.Net;
using Hathi.Lab.Spec;

namespace Hathi.Lab;

/// <summary>
/// Addresses of a lab's nodes: 127.77.SUBNET.NUMBER with the standard ports, so that a cluster on one machine looks like a cluster of
/// machines. The first lab takes subnet 0 (pi-203 is 127.77.0.203), each further one the next that is free, and keeps it.
/// </summary>
public static class LabAddresses
{
    /// <summary>Subnets run from 0 to 249; the last few stay free for tests.</summary>
    private const int Subnets = 250;

    public static IPAddress Of(int subnet, NodeSpec node) => new([127, 77, (byte)subnet, (byte)node.Number]);

    /// <summary>The lab's subnet; chosen and written down at the first call.</summary>
    /// <exception cref="LabException">All are taken.</exception>
    public static int Subnet(LabHome home)
    {
        if (Read(home) is { } own)
        {
            return own;
        }

        var taken = home.All().Select(Read).ToHashSet();
        for (var subnet = 0; subnet < Subnets; subnet++)
        {
            if (taken.Contains(subnet) || !LooksFree(subnet))
            {
                continue;
            }

            Directory.CreateDirectory(home.Directory);
            File.WriteAllText(home.SubnetFile, subnet.ToString(CultureInfo.InvariantCulture) + "\n");
            return subnet;
        }

        throw new LabException(
            $"all {Subnets} subnets below 127.77.0.0/16 are taken by labs under {home.Root}; remove one with `hathi destroy --name NAME`");
    }

    private static int? Read(LabHome home) =>
        File.Exists(home.SubnetFile)
        && int.TryParse(File.ReadAllText(home.SubnetFile).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var subnet)
            ? subnet
            : null;

    // Another HATHI_HOME on this machine may use it: its NameNode would listen there now.
    private static bool LooksFree(int subnet)
    {
        var listeners = System.Net.NetworkInformation.IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners();
        return !listeners.Any(l => l.Address.GetAddressBytes() is [127, 77, var third, _] && third == subnet);
    }
}
