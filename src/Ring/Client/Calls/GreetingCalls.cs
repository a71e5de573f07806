using System.Text;
using Hathi.Ring.Protocol;
using Hathi.Ring.Protocol.Notation;
using Hathi.Ring.Protocol.Requests;

namespace Hathi.Ring.Client.Calls;

/// <summary>What is supported?</summary>
internal readonly record struct OptionsCall : ICall
{
    public Opcode Opcode => Opcode.Options;

    public void Write(WireBuffer buffer, ProtocolVersion version)
    {
    }
}

/// <summary>Version and compression of the connection.</summary>
internal readonly record struct StartupCall(StartupRequest Request) : ICall
{
    public Opcode Opcode => Opcode.Startup;

    public void Write(WireBuffer buffer, ProtocolVersion version) => Request.Write(buffer);
}

/// <summary>Name and password, as SASL PLAIN: nobody whom one acts for, the name, the password, a zero before each. RFC 4616.</summary>
internal readonly record struct PasswordCall(string User, string Password) : ICall
{
    public Opcode Opcode => Opcode.AuthResponse;

    public void Write(WireBuffer buffer, ProtocolVersion version) =>
        AuthResponseRequest.Write(buffer, WireValue.Of(Encoding.UTF8.GetBytes($"\0{User}\0{Password}")));
}

/// <summary>Which events are wanted.</summary>
internal readonly record struct RegisterCall(EventKinds Events) : ICall
{
    public Opcode Opcode => Opcode.Register;

    public void Write(WireBuffer buffer, ProtocolVersion version) => new RegisterRequest(Events).Write(buffer);
}
