using Hathi.Base;
using Hathi.Hdfs.Core.Namespace;

namespace Hathi.Hdfs.Core.Edits;

/// <summary>A generation stamp was given out (updateBlockForPipeline, the start of a block recovery).</summary>
internal readonly struct GenerationStampTaken(long generationStamp) : IEdit<GenerationStampTaken, NameSpace>
{
    public static GenerationStampTaken Read(ref RecordReader reader)
    {
        return new GenerationStampTaken(reader.Unsigned());
    }

    public void Write(RecordWriter writer)
    {
        writer.Kind(EditKind.GenerationStampTaken);
        writer.Unsigned(generationStamp);
    }

    public void Apply(NameSpace space)
    {
        space.LastGenerationStamp = generationStamp;
    }
}
