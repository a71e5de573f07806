using Hathi.Hdfs.Client;

namespace Hathi.Cli.Demo;

/// <summary>Blocks on nodes and racks as a small picture: a column a node, a row a block.</summary>
internal static class BlockPicture
{
    public static void Draw(FileBlocks file, IReadOnlyList<DataNodeReport> nodes, Func<string, string> nameOf)
    {
        var columns = nodes.OrderBy(n => n.Rack, StringComparer.Ordinal).ThenBy(n => n.HostName, StringComparer.Ordinal).ToList();
        Console.Write("                      ");
        string? rack = null;
        foreach (var node in columns)
        {
            Console.Write(node.Rack == rack ? "         " : $"{node.Rack,-9}");
            rack = node.Rack;
        }

        Console.WriteLine();
        Console.Write("                      ");
        foreach (var node in columns)
        {
            Console.Write($"{nameOf(node.HostName),-9}");
        }

        Console.WriteLine();
        for (var i = 0; i < file.Blocks.Count; i++)
        {
            var block = file.Blocks[i];
            Console.Write($"  block {i + 1} {block.Length / 1e6,7:0.0} MB   ");
            foreach (var node in columns)
            {
                Console.Write(block.Replicas.Any(r => r.HostName == node.HostName) ? "  ██     " : "  ··     ");
            }

            Console.WriteLine();
        }
    }
}
