using Hathi.Ring.Protocol;
using Hathi.Ring.Protocol.Notation;

namespace Hathi.Ring.Client.Calls;

/// <summary>
/// A request that can be written, also a second time. A struct: the queue is compiled for each, and nothing is made for one.
/// </summary>
internal interface ICall
{
    Opcode Opcode { get; }

    void Write(WireBuffer buffer, ProtocolVersion version);
}
