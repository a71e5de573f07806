namespace Hathi.Simulation.Tests.Kit;

/// <summary>What a simulation does to the system under test.</summary>
public enum Fault
{
    MessageLost,
    MessageDuplicated,
    MessageReordered,
    MessageCutOff,
    MessageToDeadProcess,
    Partition,
    ProcessCrash,
    MachineCrash,
    CrashInsideDiskCall,
    Pause,
    ClockJump,
    SectorLost,
    LengthLost,
    NameLost,
    BitRot,
    DiskFull,
    ReadError,
    WriteError,
    SyncError,
}
