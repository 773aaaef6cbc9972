using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Antiphon.Populations;

/// <summary>
/// A register of doubles. Every implementation uses fused multiply-add, one channel per lane and never across lanes, so that all of them
/// give the same bits: 512, 256 and 128 bits wide, and a plain scalar for tests.
/// </summary>
internal interface ILanes<TSelf>
    where TSelf : struct, ILanes<TSelf>
{
    static abstract int Width { get; }

    static abstract TSelf Zero { get; }

    static abstract TSelf Load(ref double start, nint offset);

    static abstract void Store(TSelf value, ref double start, nint offset);

    /// <summary>Stores lanes low, .., high - 1, as far as there are such.</summary>
    static abstract void StoreSome(TSelf value, ref double start, nint offset, int low, int high);

    /// <summary>Asks for four registers of memory that will be needed soon.</summary>
    static abstract void Prefetch(ref double start, nint offset);

    /// <summary>The same lanes low, .., high - 1, and 0 in all others.</summary>
    static abstract TSelf Keep(TSelf value, int low, int high);

    /// <summary>The same number in every lane.</summary>
    static abstract TSelf Broadcast(double value);

    /// <summary>weight * value + sum, rounded once, lane by lane.</summary>
    static abstract TSelf MultiplyAdd(TSelf weight, TSelf value, TSelf sum);

    /// <summary>weight * value + sum, rounded once.</summary>
    static abstract TSelf MultiplyAdd(double weight, TSelf value, TSelf sum);
}

/// <summary>The choice of stride and register width.</summary>
internal static class Lanes
{
    /// <summary>Doubles per node of a function with that many channels: 1, 2, 4 or a multiple of 8.</summary>
    internal static int Stride(int channels) =>
        channels switch
        {
            1 => 1,
            2 => 2,
            <= 4 => 4,
            _ => (channels + 7) / 8 * 8,
        };

    /// <summary>Doubles in the widest register that is fast here.</summary>
    internal static int Widest => Width(8);

    /// <summary>The widest register that is fast here and divides the stride.</summary>
    internal static int Width(int stride)
    {
        if (Vector512.IsHardwareAccelerated && stride % 8 == 0)
        {
            return 8;
        }

        if (Vector256.IsHardwareAccelerated && stride % 4 == 0)
        {
            return 4;
        }

        return Vector128.IsHardwareAccelerated && stride % 2 == 0 ? 2 : 1;
    }
}

internal readonly struct Lanes512(Vector512<double> value) : ILanes<Lanes512>
{
    private readonly Vector512<double> value = value;

    public static int Width => 8;

    public static Lanes512 Zero => new(Vector512<double>.Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Load(ref double start, nint offset) => new(Vector512.LoadUnsafe(ref Unsafe.Add(ref start, offset)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Lanes512 value, ref double start, nint offset) => value.value.StoreUnsafe(ref Unsafe.Add(ref start, offset));

    public static unsafe void StoreSome(Lanes512 value, ref double start, nint offset, int low, int high)
    {
        if (Avx512F.IsSupported)
        {
            fixed (double* target = &Unsafe.Add(ref start, offset))
            {
                Avx512F.MaskStore(target, Between(low, high), value.value);
            }

            return;
        }

        for (int lane = Math.Max(0, low); lane < Math.Min(Width, high); lane++)
        {
            Unsafe.Add(ref start, offset + lane) = value.value[lane];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Prefetch(ref double start, nint offset)
    {
        if (!Sse.IsSupported)
        {
            return;
        }

        byte* address = (byte*)Unsafe.AsPointer(ref Unsafe.Add(ref start, offset));
        Sse.Prefetch0(address + 63);
        Sse.Prefetch0(address + 127);
        Sse.Prefetch0(address + 191);
        Sse.Prefetch0(address + 255);
    }

    public static Lanes512 Keep(Lanes512 value, int low, int high) =>
        new(Vector512.ConditionalSelect(Between(low, high), value.value, Vector512<double>.Zero));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Broadcast(double value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 MultiplyAdd(Lanes512 weight, Lanes512 value, Lanes512 sum) =>
        new(Vector512.FusedMultiplyAdd(weight.value, value.value, sum.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 MultiplyAdd(double weight, Lanes512 value, Lanes512 sum) =>
        new(Vector512.FusedMultiplyAdd(Vector512.Create(weight), value.value, sum.value));

    // All bits set in lanes low, .., high - 1.
    private static Vector512<double> Between(int low, int high) =>
        (
            Vector512.GreaterThanOrEqual(Vector512<long>.Indices, Vector512.Create((long)low))
            & Vector512.LessThan(Vector512<long>.Indices, Vector512.Create((long)high))
        ).AsDouble();
}

internal readonly struct Lanes256(Vector256<double> value) : ILanes<Lanes256>
{
    private readonly Vector256<double> value = value;

    public static int Width => 4;

    public static Lanes256 Zero => new(Vector256<double>.Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Load(ref double start, nint offset) => new(Vector256.LoadUnsafe(ref Unsafe.Add(ref start, offset)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Lanes256 value, ref double start, nint offset) => value.value.StoreUnsafe(ref Unsafe.Add(ref start, offset));

    public static unsafe void StoreSome(Lanes256 value, ref double start, nint offset, int low, int high)
    {
        if (Avx.IsSupported)
        {
            fixed (double* target = &Unsafe.Add(ref start, offset))
            {
                Avx.MaskStore(target, Between(low, high), value.value);
            }

            return;
        }

        for (int lane = Math.Max(0, low); lane < Math.Min(Width, high); lane++)
        {
            Unsafe.Add(ref start, offset + lane) = value.value[lane];
        }
    }

    public static void Prefetch(ref double start, nint offset)
    {
        // Narrow registers do not outrun the memory.
    }

    public static Lanes256 Keep(Lanes256 value, int low, int high) =>
        new(Vector256.ConditionalSelect(Between(low, high), value.value, Vector256<double>.Zero));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Broadcast(double value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 MultiplyAdd(Lanes256 weight, Lanes256 value, Lanes256 sum) =>
        new(Vector256.FusedMultiplyAdd(weight.value, value.value, sum.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 MultiplyAdd(double weight, Lanes256 value, Lanes256 sum) =>
        new(Vector256.FusedMultiplyAdd(Vector256.Create(weight), value.value, sum.value));

    // All bits set in lanes low, .., high - 1.
    private static Vector256<double> Between(int low, int high) =>
        (
            Vector256.GreaterThanOrEqual(Vector256<long>.Indices, Vector256.Create((long)low))
            & Vector256.LessThan(Vector256<long>.Indices, Vector256.Create((long)high))
        ).AsDouble();
}

internal readonly struct Lanes128(Vector128<double> value) : ILanes<Lanes128>
{
    private readonly Vector128<double> value = value;

    public static int Width => 2;

    public static Lanes128 Zero => new(Vector128<double>.Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Load(ref double start, nint offset) => new(Vector128.LoadUnsafe(ref Unsafe.Add(ref start, offset)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Lanes128 value, ref double start, nint offset) => value.value.StoreUnsafe(ref Unsafe.Add(ref start, offset));

    public static unsafe void StoreSome(Lanes128 value, ref double start, nint offset, int low, int high)
    {
        if (Avx.IsSupported)
        {
            fixed (double* target = &Unsafe.Add(ref start, offset))
            {
                Avx.MaskStore(target, Between(low, high), value.value);
            }

            return;
        }

        for (int lane = Math.Max(0, low); lane < Math.Min(Width, high); lane++)
        {
            Unsafe.Add(ref start, offset + lane) = value.value[lane];
        }
    }

    public static void Prefetch(ref double start, nint offset)
    {
        // Narrow registers do not outrun the memory.
    }

    public static Lanes128 Keep(Lanes128 value, int low, int high) =>
        new(Vector128.ConditionalSelect(Between(low, high), value.value, Vector128<double>.Zero));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Broadcast(double value) => new(Vector128.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 MultiplyAdd(Lanes128 weight, Lanes128 value, Lanes128 sum) =>
        new(Vector128.FusedMultiplyAdd(weight.value, value.value, sum.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 MultiplyAdd(double weight, Lanes128 value, Lanes128 sum) =>
        new(Vector128.FusedMultiplyAdd(Vector128.Create(weight), value.value, sum.value));

    // All bits set in lanes low, .., high - 1.
    private static Vector128<double> Between(int low, int high) =>
        (
            Vector128.GreaterThanOrEqual(Vector128<long>.Indices, Vector128.Create((long)low))
            & Vector128.LessThan(Vector128<long>.Indices, Vector128.Create((long)high))
        ).AsDouble();
}

internal readonly struct Lanes64(double value) : ILanes<Lanes64>
{
    private readonly double value = value;

    public static int Width => 1;

    public static Lanes64 Zero => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes64 Load(ref double start, nint offset) => new(Unsafe.Add(ref start, offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Lanes64 value, ref double start, nint offset) => Unsafe.Add(ref start, offset) = value.value;

    public static void StoreSome(Lanes64 value, ref double start, nint offset, int low, int high)
    {
        if (low <= 0 && high > 0)
        {
            Unsafe.Add(ref start, offset) = value.value;
        }
    }

    public static void Prefetch(ref double start, nint offset)
    {
        // Narrow registers do not outrun the memory.
    }

    public static Lanes64 Keep(Lanes64 value, int low, int high) => low <= 0 && high > 0 ? value : default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes64 Broadcast(double value) => new(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes64 MultiplyAdd(Lanes64 weight, Lanes64 value, Lanes64 sum) =>
        new(Math.FusedMultiplyAdd(weight.value, value.value, sum.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes64 MultiplyAdd(double weight, Lanes64 value, Lanes64 sum) =>
        new(Math.FusedMultiplyAdd(weight, value.value, sum.value));
}
