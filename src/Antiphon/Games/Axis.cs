using System.Runtime.InteropServices;

namespace Antiphon.Games;

/// <summary>One index of a table: what it counts and how many there are (null when that is not known).</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Axis(string Of, int? Size);
