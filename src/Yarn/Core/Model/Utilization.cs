namespace Hathi.Yarn.Core.Model;

/// <summary>What is really used (ResourceUtilizationProto).</summary>
/// <param name="PhysicalMiB">Resident memory, MiB.</param>
/// <param name="VirtualMiB">Virtual memory, MiB.</param>
/// <param name="Cpu">Cores in use: 1.0 is one core.</param>
public readonly record struct Utilization(int PhysicalMiB, int VirtualMiB, float Cpu);
