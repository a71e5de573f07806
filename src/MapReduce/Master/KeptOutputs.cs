using Hathi.MapReduce.Engine;

namespace Hathi.MapReduce.Master;

/// <summary>
/// The outputs of maps that ran in the master, for the reduce that runs there, too: no shuffle service is needed between them. It outlives
/// the workers, of which one follows the other. Used by one worker at a time.
/// </summary>
internal sealed class KeptOutputs
{
    private readonly Dictionary<TaskId, MapOutput> _outputs = [];

    /// <summary>The master took note that the map is done; an earlier output of it counts no more.</summary>
    internal void Keep(MapOutput output) => _outputs[output.Task] = output;

    /// <summary>One reduce's part of every map's output.</summary>
    /// <param name="partition">The reduce's.</param>
    /// <param name="maps">Maps of the job.</param>
    /// <exception cref="InvalidOperationException">They are not all here, and a result without some would be wrong.</exception>
    internal IReadOnlyCollection<Segment> Take(int partition, int maps) => _outputs.Count == maps
        ? [.. _outputs.Values.Select(o => new Segment(o.Path, o.Partitions[partition]))]
        : throw new InvalidOperationException(
            $"The reduce was started with the outputs of {_outputs.Count} maps in this process, and the job has {maps}.");
}
