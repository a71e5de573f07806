namespace Hathi.Hdfs.Core.Blocks;

/// <summary>The block half of a NameNode as its core holds it: three faces, usually of the same few objects.</summary>
/// <param name="Manager">For the name space.</param>
/// <param name="DataNodes">For calls of DataNodes and the passing of time.</param>
/// <param name="View">For administrators.</param>
public sealed record BlockSide(IBlockManager Manager, IDataNodeSide DataNodes, IClusterView View);
