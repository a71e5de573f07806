namespace Hathi.MapReduce.History.Model;

/// <summary>Beyond which of a job's history only the beginning is read.</summary>
/// <param name="File">Bytes of the file.</param>
/// <param name="Memory">Bytes of memory.</param>
/// <param name="Tasks">Tasks of the job; 0 and below: any number.</param>
internal sealed record LoadLimits(long File, long Memory, int Tasks);
