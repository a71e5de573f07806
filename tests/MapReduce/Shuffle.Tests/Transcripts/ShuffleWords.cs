using System.Text;
using Hathi.MapReduce.Sort;
using Hathi.Tests.Cases;

namespace Hathi.MapReduce.Shuffle.Tests.Transcripts;

/// <summary>The words of exchanges with a shuffle service: what they mean stands in tests/Cases/README.md.</summary>
internal sealed class ShuffleWords : Language
{
    private readonly string _local;
    private readonly Dictionary<string, SortedDictionary<int, IReadOnlyList<string>>> _outputs = new(StringComparer.Ordinal);

    /// <param name="local">A local directory of the NodeManager, in which map outputs lie.</param>
    public ShuffleWords(string local)
    {
        _local = local;
        Given("{application} of {user} has the secret {secret}", m =>
            (Application, User, Secret) = (m["application"], m["user"], m["secret"]));
        Given("{map} has {records…} for reduce {reduce}", m =>
        {
            var partitions = _outputs.TryGetValue(m["map"], out var known) ? known : _outputs[m["map"]] = [];
            partitions.Add(m.Int("reduce"), m.List("records"));
            Write(m["map"], partitions);
        });
    }

    public string Application { get; private set; } = "";

    public string User { get; private set; } = "";

    public string Secret { get; private set; } = "";

    protected override string? RefusalOf(Exception e) => null;

    // Where Apache's NodeManager and ours look for it; a record is key=value.
    private void Write(string map, SortedDictionary<int, IReadOnlyList<string>> partitions)
    {
        var directory = Path.Join(_local, "usercache", User, "appcache", Application, "output", map);
        Directory.CreateDirectory(directory);
        var path = Path.Join(directory, IFile.OutputName);
        var index = new IndexRecord[partitions.Keys.Last() + 1];
        using (var writer = new IFileWriter(path, codec: null))
        {
            for (var partition = 0; partition < index.Length; partition++)
            {
                writer.BeginSegment();
                foreach (var record in partitions.GetValueOrDefault(partition, []))
                {
                    var (key, value) = (record.Split('=')[0], record.Split('=')[1]);
                    writer.Append(Encoding.ASCII.GetBytes(key), Encoding.ASCII.GetBytes(value));
                }

                index[partition] = writer.EndSegment();
            }

            writer.Flush();
        }

        SpillIndex.Write(path + IFile.IndexSuffix, index);
    }
}
