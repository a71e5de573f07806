namespace Hathi.MapReduce;

/// <summary>Where some of a job's records come from, and who maps them.</summary>
/// <param name="Paths">Files, directories and patterns.</param>
/// <param name="Format">How they become records.</param>
/// <param name="CreateMapper">Makes the mapper of an attempt.</param>
internal sealed record JobSource(IReadOnlyList<string> Paths, InputFormat Format, Func<Mapper> CreateMapper);
