namespace Hathi.Hdfs.Core.Namespace;

/// <content>Walking: places among the children, which are good until one comes or goes.</content>
internal sealed partial class Children
{
    /// <summary>
    /// The child at a place, or 0 when the place is behind the last one. Moves the place on to the next chunk where one ended.
    /// </summary>
    public int At(ref DirectoryNode directory, ref Place place)
    {
        while (place.Chunk < directory.ChunkCount)
        {
            var handles = Handles(ref directory, place.Chunk);
            if (place.Index < handles.Length)
            {
                return handles[place.Index];
            }

            place.Chunk++;
            place.Index = 0;
        }

        return 0;
    }

    /// <summary>The child before a place, which moves there; 0 when there is none.</summary>
    public int Before(ref DirectoryNode directory, ref Place place)
    {
        while (place.Index == 0 && place.Chunk > 0)
        {
            place.Chunk--;
            place.Index = Handles(ref directory, place.Chunk).Length;
        }

        return place.Index == 0 ? 0 : Handles(ref directory, place.Chunk)[--place.Index];
    }

    /// <summary>The place behind the last child.</summary>
    public static Place End(ref DirectoryNode directory) => new() { Chunk = directory.ChunkCount };

    /// <summary>Children before a place.</summary>
    public int CountBefore(ref DirectoryNode directory, Place place)
    {
        var before = place.Index;
        for (var i = 0; i < place.Chunk && i < directory.ChunkCount; i++)
        {
            before += directory.ChunkCount == 1 ? directory.Count : Table(ref directory)[i].Count;
        }

        return before;
    }
}
