/// Examples in a group: the unit of work is 16 examples, one per vector lane.
package let laneCount = 16
