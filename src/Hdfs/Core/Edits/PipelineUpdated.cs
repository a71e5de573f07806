using Hathi.Base;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Namespace;

namespace Hathi.Hdfs.Core.Edits;

/// <summary>The pipeline of the last block was rebuilt: new stamp and length (updatePipeline).</summary>
internal readonly struct PipelineUpdated(long fileId, long generationStamp, long length, IReadOnlyList<ReplicaLocation> targets)
    : IEdit<PipelineUpdated, NameSpace>
{
    public static PipelineUpdated Read(ref RecordReader reader)
    {
        var fileId = reader.Unsigned();
        var generationStamp = reader.Unsigned();
        return new PipelineUpdated(fileId, generationStamp, reader.Unsigned(), []);
    }

    public void Write(RecordWriter writer)
    {
        writer.Kind(EditKind.PipelineUpdated);
        writer.Unsigned(fileId);
        writer.Unsigned(generationStamp);
        writer.Unsigned(length);
    }

    public void Apply(NameSpace space)
    {
        var file = space.RequireFile(fileId);
        var last = space.RequireLast(file);
        space.SetLast(file, space.RequireOpen(fileId), length, lastIsOpen: true);
        space.Blocks.Reopen(last, generationStamp, length, targets);
    }
}
