using Hathi.Base.Cores;

namespace Hathi.Engine;

/// <content>How the effects of a step are carried out, by the owner of the Core.</content>
public abstract partial class CoreEngine<TInput>
{
    private void CarryOut(in Effect effect, CoreCall<TInput> call)
    {
        switch (effect.Kind)
        {
            case EffectKind.AppendEdit:
                Volatile.Write(ref _appended, _commit.Append(effect.Record.Span));
                break;
            case EffectKind.Reply:
                Answered(effect, call).Reply(effect.Result);
                break;
            case EffectKind.Refuse:
                Answered(effect, call).Refuse(Refusal(effect.Fault!));
                break;
            case EffectKind.PutOff:
                call.IsPutOff = true;
                _putOff.Add(call.Input, call);
                break;
            case EffectKind.Note:
                _log.Noted(_area, effect.Message!);
                break;
            case EffectKind.Do:
                _following.Add(new Following(this, effect.What));
                break;
            default:
                throw new InvalidOperationException($"unknown effect {effect.Kind}");
        }
    }

    // The call of this step; or one that an earlier step put off, which has its answer now and waits for what was appended before it.
    private CoreCall<TInput> Answered(in Effect effect, CoreCall<TInput> call)
    {
        if (effect.Of is not { } earlier)
        {
            return call;
        }

        _putOff.Remove(earlier, out var putOff);
        putOff!.IsPutOff = false;
        _following.Add(putOff);
        return putOff;
    }

    private sealed class Following(CoreEngine<TInput> engine, object what) : Held
    {
        internal override void Complete() => engine.Do(what);

        internal override void Abandon(OperationCanceledException why)
        {
        }
    }
}
