namespace Orleans.InProcess.Serialization;

// Also the arguments of calls, which travel as one tuple.

internal sealed class KeyValuePairCodec<TKey, TValue> : Codec<KeyValuePair<TKey, TValue>>
{
    public override bool IsShallow => AnyCodec<TKey>.IsShallow && AnyCodec<TValue>.IsShallow;

    public override KeyValuePair<TKey, TValue> Copy(KeyValuePair<TKey, TValue> v, CopyContext c) =>
        new(AnyCodec<TKey>.Copy(v.Key, c), AnyCodec<TValue>.Copy(v.Value, c));

    public override void Write(MessageWriter w, KeyValuePair<TKey, TValue> v)
    {
        AnyCodec<TKey>.Write(w, v.Key);
        AnyCodec<TValue>.Write(w, v.Value);
    }

    public override KeyValuePair<TKey, TValue> Read(MessageReader r) =>
        new(AnyCodec<TKey>.Read(r), AnyCodec<TValue>.Read(r));
}

internal sealed class ValueTupleCodec<T1> : Codec<ValueTuple<T1>>
{
    public override bool IsShallow => false;

    public override ValueTuple<T1> Copy(ValueTuple<T1> v, CopyContext c) => new(
        AnyCodec<T1>.Copy(v.Item1, c));

    public override void Write(MessageWriter w, ValueTuple<T1> v)
    {
        AnyCodec<T1>.Write(w, v.Item1);
    }

    public override ValueTuple<T1> Read(MessageReader r) => new(
        AnyCodec<T1>.Read(r));
}

internal sealed class ValueTupleCodec<T1, T2> : Codec<ValueTuple<T1, T2>>
{
    public override bool IsShallow => false;

    public override ValueTuple<T1, T2> Copy(ValueTuple<T1, T2> v, CopyContext c) => new(
        AnyCodec<T1>.Copy(v.Item1, c),
        AnyCodec<T2>.Copy(v.Item2, c));

    public override void Write(MessageWriter w, ValueTuple<T1, T2> v)
    {
        AnyCodec<T1>.Write(w, v.Item1);
        AnyCodec<T2>.Write(w, v.Item2);
    }

    public override ValueTuple<T1, T2> Read(MessageReader r) => new(
        AnyCodec<T1>.Read(r),
        AnyCodec<T2>.Read(r));
}

internal sealed class ValueTupleCodec<T1, T2, T3> : Codec<ValueTuple<T1, T2, T3>>
{
    public override bool IsShallow => false;

    public override ValueTuple<T1, T2, T3> Copy(ValueTuple<T1, T2, T3> v, CopyContext c) => new(
        AnyCodec<T1>.Copy(v.Item1, c),
        AnyCodec<T2>.Copy(v.Item2, c),
        AnyCodec<T3>.Copy(v.Item3, c));

    public override void Write(MessageWriter w, ValueTuple<T1, T2, T3> v)
    {
        AnyCodec<T1>.Write(w, v.Item1);
        AnyCodec<T2>.Write(w, v.Item2);
        AnyCodec<T3>.Write(w, v.Item3);
    }

    public override ValueTuple<T1, T2, T3> Read(MessageReader r) => new(
        AnyCodec<T1>.Read(r),
        AnyCodec<T2>.Read(r),
        AnyCodec<T3>.Read(r));
}

internal sealed class ValueTupleCodec<T1, T2, T3, T4> : Codec<ValueTuple<T1, T2, T3, T4>>
{
    public override bool IsShallow => false;

    public override ValueTuple<T1, T2, T3, T4> Copy(ValueTuple<T1, T2, T3, T4> v, CopyContext c) => new(
        AnyCodec<T1>.Copy(v.Item1, c),
        AnyCodec<T2>.Copy(v.Item2, c),
        AnyCodec<T3>.Copy(v.Item3, c),
        AnyCodec<T4>.Copy(v.Item4, c));

    public override void Write(MessageWriter w, ValueTuple<T1, T2, T3, T4> v)
    {
        AnyCodec<T1>.Write(w, v.Item1);
        AnyCodec<T2>.Write(w, v.Item2);
        AnyCodec<T3>.Write(w, v.Item3);
        AnyCodec<T4>.Write(w, v.Item4);
    }

    public override ValueTuple<T1, T2, T3, T4> Read(MessageReader r) => new(
        AnyCodec<T1>.Read(r),
        AnyCodec<T2>.Read(r),
        AnyCodec<T3>.Read(r),
        AnyCodec<T4>.Read(r));
}

internal sealed class ValueTupleCodec<T1, T2, T3, T4, T5> : Codec<ValueTuple<T1, T2, T3, T4, T5>>
{
    public override bool IsShallow => false;

    public override ValueTuple<T1, T2, T3, T4, T5> Copy(ValueTuple<T1, T2, T3, T4, T5> v, CopyContext c) => new(
        AnyCodec<T1>.Copy(v.Item1, c),
        AnyCodec<T2>.Copy(v.Item2, c),
        AnyCodec<T3>.Copy(v.Item3, c),
        AnyCodec<T4>.Copy(v.Item4, c),
        AnyCodec<T5>.Copy(v.Item5, c));

    public override void Write(MessageWriter w, ValueTuple<T1, T2, T3, T4, T5> v)
    {
        AnyCodec<T1>.Write(w, v.Item1);
        AnyCodec<T2>.Write(w, v.Item2);
        AnyCodec<T3>.Write(w, v.Item3);
        AnyCodec<T4>.Write(w, v.Item4);
        AnyCodec<T5>.Write(w, v.Item5);
    }

    public override ValueTuple<T1, T2, T3, T4, T5> Read(MessageReader r) => new(
        AnyCodec<T1>.Read(r),
        AnyCodec<T2>.Read(r),
        AnyCodec<T3>.Read(r),
        AnyCodec<T4>.Read(r),
        AnyCodec<T5>.Read(r));
}

internal sealed class ValueTupleCodec<T1, T2, T3, T4, T5, T6> : Codec<ValueTuple<T1, T2, T3, T4, T5, T6>>
{
    public override bool IsShallow => false;

    public override ValueTuple<T1, T2, T3, T4, T5, T6> Copy(ValueTuple<T1, T2, T3, T4, T5, T6> v, CopyContext c) => new(
        AnyCodec<T1>.Copy(v.Item1, c),
        AnyCodec<T2>.Copy(v.Item2, c),
        AnyCodec<T3>.Copy(v.Item3, c),
        AnyCodec<T4>.Copy(v.Item4, c),
        AnyCodec<T5>.Copy(v.Item5, c),
        AnyCodec<T6>.Copy(v.Item6, c));

    public override void Write(MessageWriter w, ValueTuple<T1, T2, T3, T4, T5, T6> v)
    {
        AnyCodec<T1>.Write(w, v.Item1);
        AnyCodec<T2>.Write(w, v.Item2);
        AnyCodec<T3>.Write(w, v.Item3);
        AnyCodec<T4>.Write(w, v.Item4);
        AnyCodec<T5>.Write(w, v.Item5);
        AnyCodec<T6>.Write(w, v.Item6);
    }

    public override ValueTuple<T1, T2, T3, T4, T5, T6> Read(MessageReader r) => new(
        AnyCodec<T1>.Read(r),
        AnyCodec<T2>.Read(r),
        AnyCodec<T3>.Read(r),
        AnyCodec<T4>.Read(r),
        AnyCodec<T5>.Read(r),
        AnyCodec<T6>.Read(r));
}

internal sealed class ValueTupleCodec<T1, T2, T3, T4, T5, T6, T7> : Codec<ValueTuple<T1, T2, T3, T4, T5, T6, T7>>
{
    public override bool IsShallow => false;

    public override ValueTuple<T1, T2, T3, T4, T5, T6,
        T7> Copy(ValueTuple<T1, T2, T3, T4, T5, T6, T7> v, CopyContext c) => new(
        AnyCodec<T1>.Copy(v.Item1, c),
        AnyCodec<T2>.Copy(v.Item2, c),
        AnyCodec<T3>.Copy(v.Item3, c),
        AnyCodec<T4>.Copy(v.Item4, c),
        AnyCodec<T5>.Copy(v.Item5, c),
        AnyCodec<T6>.Copy(v.Item6, c),
        AnyCodec<T7>.Copy(v.Item7, c));

    public override void Write(MessageWriter w, ValueTuple<T1, T2, T3, T4, T5, T6, T7> v)
    {
        AnyCodec<T1>.Write(w, v.Item1);
        AnyCodec<T2>.Write(w, v.Item2);
        AnyCodec<T3>.Write(w, v.Item3);
        AnyCodec<T4>.Write(w, v.Item4);
        AnyCodec<T5>.Write(w, v.Item5);
        AnyCodec<T6>.Write(w, v.Item6);
        AnyCodec<T7>.Write(w, v.Item7);
    }

    public override ValueTuple<T1, T2, T3, T4, T5, T6, T7> Read(MessageReader r) => new(
        AnyCodec<T1>.Read(r),
        AnyCodec<T2>.Read(r),
        AnyCodec<T3>.Read(r),
        AnyCodec<T4>.Read(r),
        AnyCodec<T5>.Read(r),
        AnyCodec<T6>.Read(r),
        AnyCodec<T7>.Read(r));
}
