namespace Hathi.Hdfs.Core.Blocks;

/// <summary>
/// Work on more blocks or nodes than one step may look at. What changes between two pieces must not make it lose its place.
/// </summary>
internal interface IWorkInPieces
{
    /// <summary>Something is left to do.</summary>
    bool HasWork { get; }

    /// <summary>Does some of it.</summary>
    /// <param name="budget">Blocks, or what costs as much, that may still be looked at in this step.</param>
    void Run(ref int budget);
}
