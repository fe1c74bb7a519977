using System.Runtime.InteropServices;

namespace FleetActors.Simulation.Kernel;

/// <summary>What never changes of a link segment and is needed only when a car enters it.</summary>
/// <param name="LengthMm">Length, at least 1.</param>
/// <param name="FreeMs">Travel time when nothing is in the way, at least 1.</param>
/// <param name="OutBase">First out-link of the node at its end, in the road network's numbers; or, where the link goes on in another segment, the complement of that.</param>
/// <param name="SlopePermille">Rise in driving direction, negative downhill; 0 where not known.</param>
[StructLayout(LayoutKind.Sequential, Pack = 4, Size = 16)]
internal record struct LinkTraits(int LengthMm, int FreeMs, int OutBase, int SlopePermille);
