import { plannedAsShipped, testImagesOf } from './images-of.ts';

testImagesOf(plannedAsShipped);
